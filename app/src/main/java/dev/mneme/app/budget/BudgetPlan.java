package dev.mneme.app.budget;

import dev.mneme.app.study.LearningRates;
import dev.mneme.app.study.Measured;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.lab.budget.Way;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * How much of the study is done.
 *
 * @param tasks new courses of the small world
 * @param ways of keeping from forgetting
 * @param budgets in points of mean prior score
 * @param rates learning rates of each method without a constraint; all other ways have the highest
 * @param firstSeed where the seeds begin
 * @param seeds how many there are, each with its own runs
 * @param steps of what imitates; what learns from rewards takes a quarter
 * @param problems to learn from, of each task, at most
 * @param items of each new task that models are asked
 * @param drift texts on which a run reads its KL
 * @param prior items of each prior task, at most: half for probes, half held out
 * @param probed items of prior tasks that each probe on the way asks, of all tasks together
 * @param checked that the last probe asks, and held-out ones that the check at the end asks, 0 for
 *     all
 */
record BudgetPlan(
    List<String> tasks,
    List<BudgetMethod> methods,
    List<Way> ways,
    List<Double> budgets,
    int rates,
    long firstSeed,
    int seeds,
    int steps,
    int problems,
    int items,
    int drift,
    int prior,
    int probed,
    int checked) {

  /** The new courses; chemistry is left out, as this base does not learn it. */
  static final List<String> TASKS = List.of("maths", "calls");

  private static final List<Way> WAYS = List.of(Way.values());

  /** The highest learning rate without a constraint over the lowest. */
  private static final double SPAN = 16;

  /** Of the KL to the base; the loss beside it counts 1. */
  private static final List<Double> WEIGHTS = List.of(0.1, 1.0, 10.0);

  BudgetPlan {
    tasks = List.copyOf(tasks);
    methods = List.copyOf(methods);
    ways = List.copyOf(ways);
    budgets = List.copyOf(budgets);
  }

  /** To see how it works; it decides nothing. */
  static BudgetPlan quick(int seeds) {
    return new BudgetPlan(
        List.of("maths"),
        List.of(BudgetMethod.SFT, BudgetMethod.GRPO),
        WAYS,
        List.of(1.0, 5.0),
        2,
        0,
        seeds,
        120,
        4000,
        60,
        64,
        300,
        256,
        512);
  }

  /**
   * Every method on every task. A smaller last probe than of all items could not show half a point.
   */
  static BudgetPlan full(int seeds) {
    return new BudgetPlan(
        TASKS,
        Arrays.asList(BudgetMethod.values()),
        WAYS,
        List.of(0.5, 1.0, 2.0, 5.0),
        3,
        0,
        seeds,
        240,
        4000,
        100,
        128,
        1400,
        560,
        0);
  }

  /** From what and how its runs are measured, and how long what imitates learns. */
  Measured measured(Path base) {
    return Measured.of(
        "docs/reference/budget-study.md",
        base,
        Map.of(
            "items", items,
            "prior_items", prior,
            "probe_items", probed,
            "check_items", checked,
            "kl_texts", drift,
            "steps", steps));
  }

  /** Whether that run is one of the study's own. */
  boolean trains(BudgetPoint point) {
    return tasks.contains(point.task())
        && methods.contains(point.method())
        && ways.contains(point.way())
        && each().contains(point.seed());
  }

  /** The seeds themselves. */
  List<Long> each() {
    return LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
  }

  /** Steps of a method. */
  int steps(BudgetMethod method) {
    return method == BudgetMethod.SFT ? steps : Math.max(1, steps / 4);
  }

  /** What the runs of a way differ in, by the key of a recipe. */
  static String key(Way way) {
    return switch (way) {
      case FREE -> "tuning.learning-rate";
      case FIXED -> "preserve.kl.weight";
      case PROBES, LAW -> "budget.forgetting";
    };
  }

  /** With which values. */
  List<?> values(Way way, BudgetMethod method, String task) {
    double highest = BudgetRecipes.rate(method, task);
    return switch (way) {
      case FREE ->
          rates == 1
              ? List.of(highest)
              : new LearningRates(rates, SPAN).about(highest / Math.sqrt(SPAN));
      case FIXED -> WEIGHTS;
      case PROBES, LAW -> budgets.stream().map(BudgetFindings::name).toList();
    };
  }
}
