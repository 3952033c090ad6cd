package dev.mneme.app.tuning;

import dev.mneme.app.evaluation.PriorTasks;
import dev.mneme.data.InputException;
import dev.mneme.preserve.BudgetLimit;
import dev.mneme.preserve.BudgetPlan;
import dev.mneme.preserve.ForgettingBudget;
import dev.mneme.preserve.RunLaw;
import dev.mneme.recipe.Rule;
import dev.mneme.text.ChatTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run may cost: forgetting of prior tasks, or drift from the base.
 *
 * @param forgetting points of prior score that may be lost, with the unit: {@code 1.0 points};
 *     empty for no such budget
 * @param kl nats a token that the model may be from its base; 0 for no such budget
 * @param on the suite of prior tasks, by name or file
 * @param by what is decided by; all but the law are there to be compared with
 * @param confidence that the check will find the budget kept
 * @param gauge what the KL is read on
 * @param every steps between two readings of the KL
 * @param probes of prior tasks in the run, denser at its beginning
 * @param items of prior tasks that a probe on the way asks
 * @param check items of prior tasks that the last probe asks, and the check on held-out ones; 0 for
 *     all
 * @param backs how often the model may be drawn back before the run stops
 * @param weight of the KL term to begin with, where {@code preserve.kl} declares none
 * @param data folder with one folder of data a benchmark
 * @param chat whether written answers are asked for in the words of the model's chat template
 * @param answers folder that keeps what the base answers, for other runs that begin with it; empty
 *     for none
 * @param law what earlier runs found
 */
record BudgetKeys(
    String forgetting,
    double kl,
    String on,
    BudgetPlan.By by,
    double confidence,
    Gauge gauge,
    long every,
    int probes,
    int items,
    int check,
    int backs,
    double weight,
    String data,
    boolean chat,
    String answers,
    Law law) {

  static final BudgetKeys NONE =
      new BudgetKeys(
          "",
          0,
          "",
          BudgetPlan.By.LAW,
          0.95,
          Gauge.OLD,
          10,
          8,
          256,
          1024,
          4,
          0.1,
          "data",
          false,
          "",
          Law.USUAL);

  /** What the KL is read on: texts that the base wrote before the run. */
  enum Gauge {
    /** By itself, of what it was trained on. */
    OLD,
    /** After the new task's prompts. */
    NEW
  }

  private static final Pattern POINTS = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s+points?\\s*");

  /**
   * One reading of earlier runs with the same model and tasks.
   *
   * @param kl nats a token; 0 for none
   * @param forgetting points that were lost at it
   * @param error standard error of these
   */
  record Law(double kl, double forgetting, double error) {
    /**
     * What runs on the small world lost, 16 to 78 points a nat, so unsure that a few probes at a KL
     * that matters count for more: without it what chance makes of the first would be the price of
     * next to no KL.
     */
    static final Law USUAL = new Law(0.1, 4, 10);

    Law {
      Rule.atLeast(0, "kl", kl);
      Rule.atLeast(0, "forgetting", forgetting);
      Rule.require(
          kl == 0 || (error > 0 && Double.isFinite(error)),
          "error must be positive: how far the forgetting may be off, in points",
          error);
    }
  }

  BudgetKeys {
    Rule.require(
        forgetting.isBlank() || points(forgetting) > 0,
        "forgetting must be a positive number with its unit, such as 1.0 points",
        forgetting);
    Rule.atLeast(0, "kl", kl);
    Rule.require(
        forgetting.isBlank() || kl == 0, "either forgetting or kl is the budget, not both", kl);
    Rule.require(
        forgetting.isBlank() || !on.isBlank(),
        "on must name the suite of prior tasks whose forgetting is budgeted",
        "\"\"");
    Rule.require(
        confidence >= 0.5 && confidence < 1, "confidence must lie in [0.5, 1)", confidence);
    Rule.atLeast(1, "every", every);
    Rule.atLeast(1, "probes", probes);
    Rule.atLeast(1, "items", items);
    Rule.atLeast(0, "check", check);
    Rule.atLeast(0, "backs", backs);
    Rule.require(weight > 0 && Double.isFinite(weight), "weight must be positive", weight);
  }

  /** The number in {@code 1.0 points}; NaN if it is not written so. */
  private static double points(String text) {
    Matcher matcher = POINTS.matcher(text);
    return matcher.matches() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }

  boolean wanted() {
    return !forgetting.isBlank() || kl > 0;
  }

  /** Whether it moves weights and takes the model back. */
  boolean steers() {
    return wanted() && by == BudgetPlan.By.LAW;
  }

  /** How many models are kept on the way, to go back to. */
  int kept() {
    if (!wanted()) {
      return 0;
    }
    return switch (by) {
      case LAW -> 1;
      case PROBES -> probes + 1;
      case NONE -> 0;
    };
  }

  BudgetLimit limit() {
    return forgetting.isBlank()
        ? new BudgetLimit.Kl(kl)
        : new BudgetLimit.Forgetting(points(forgetting));
  }

  /** What becomes of it in a run of so many steps with that factor of the learning rate. */
  BudgetPlan plan(long steps, LongToDoubleFunction schedule) {
    List<RunLaw.Reading> known =
        law.kl() == 0
            ? List.of()
            : List.of(new RunLaw.Reading(0, law.kl(), law.forgetting(), law.error()));
    return new BudgetPlan(limit(), by, confidence, steps, every, probes, backs, known, schedule);
  }

  /** How often a run of so many steps really asks: two probes may fall on one reading. */
  int asked(long steps) {
    ForgettingBudget watch = new ForgettingBudget(plan(steps, step -> 1));
    return (int) LongStream.rangeClosed(1, steps).filter(watch::asks).count();
  }

  boolean hasTasks() {
    return wanted() && !on.isBlank();
  }

  /** Whether prior tasks are asked before the end. */
  boolean asksOnTheWay() {
    return limit() instanceof BudgetLimit.Forgetting;
  }

  /**
   * Reads the prior tasks for a run of so many steps. The caller closes them.
   *
   * @throws InputException in one line, if they are not in order or too few to show the budget
   */
  PriorTasks tasks(long steps) {
    PriorTasks tasks = PriorTasks.of(on, Path.of(data), items, check);
    try {
      requireEnough(tasks, steps);
    } catch (InputException tooFew) {
      tasks.close();
      throw tooFew;
    }
    return tasks;
  }

  /**
   * No model is left as safe that not even a last probe without a changed answer would show to be.
   */
  private void requireEnough(PriorTasks tasks, long steps) {
    if (!steers() || !(limit() instanceof BudgetLimit.Forgetting budget)) {
      return;
    }
    double error = 100 * tasks.largestWeight();
    RunLaw.Reading unchanged = new RunLaw.Reading(steps, 1, 0, error);
    double least = new RunLaw(List.of(unchanged), steps).boundMeasured(1, 1 - confidence, error);
    if (least > budget.points()) {
      throw InputException.of(
          "budget.forgetting of %s points cannot be shown by %d items: if no answer changed, the check could still find up to %.2f points. Raise it, budget.check, or the items of the suite's smallest task.",
          String.valueOf(budget.points()), tasks.lastProbe().size(), least);
    }
  }

  /**
   * The words in which written answers are asked for; null for none.
   *
   * @throws InputException in one line, if the model has no chat template and one is wanted
   */
  @Nullable ChatTemplate template(Path model) {
    return wanted() && chat ? ChatTemplate.of(model) : null;
  }

  /** What else of a recipe must go with it. */
  void requireRoom(KlKeys kl, Tuning tuning) {
    if (!wanted()) {
      return;
    }
    Rule.require(
        !steers() || kl.target() == 0,
        "preserve.kl.target must be 0 beside a budget, which moves the weight itself",
        kl.target());
    Rule.require(
        !steers() || kl.kind() != KlKeys.Kind.K1,
        "preserve.kl.kind must not be k1 beside a budget: its gradient is 0 in the mean, so that no weight of it holds anything",
        kl.kind());
    Rule.require(every <= tuning.steps(), "budget.every must not exceed tuning.steps", every);
  }

  /** A model that may be gone back to is kept between two uses of what lasts for several steps. */
  void requireWhole(String key, long uses) {
    Rule.require(
        kept() == 0 || every % uses == 0,
        "budget.every must be a multiple of %s (%d)".formatted(key, uses),
        every);
  }
}
