package dev.mneme.app.budget;

import static dev.mneme.app.study.StudySweep.quoted;

import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.Way;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How each method learns a task in each way, as a recipe that {@code mneme train} takes. What they
 * have in common they have alike: the base, the problems, AdamW without decay, gradients no longer
 * than 1, a cosine for what imitates alone and a constant rate for what learns from rewards; the
 * KL, where there is one, is the forward one; and every run is checked at its end on the same
 * held-out items.
 *
 * <p>Methods are right answers with every step, written as the base knows them, Dr. GRPO with a
 * reward of 1 or 0, and both at once, weighed alike, so that a budget which holds more firmly does
 * not imitate the more. The outside teacher of RL's Razor would not do: in its style this base
 * learns nothing before it has lost more than the largest budget. All rates are ours, about the
 * highest that the methods bear: with SFT's, runs without a constraint lose more than every budget;
 * with the others' many lose less.
 */
final class BudgetRecipes {

  /** The most tokens of an answer: learnt from both, a model may write as it is taught. */
  private static final int LONGEST = WorldBenchmarks.MOST_TOKENS;

  private static final int BATCH = 16;

  /** Learnt tokens of given answers for each of the model's own, where both are learnt. */
  private static final double IMITATED = 0.25;

  /** Readings of the KL in a run. */
  private static final int READINGS = 24;

  private static final int PROBES = 8;

  private final Path base;
  private final BudgetFiles files;
  private final BudgetPlan plan;

  BudgetRecipes(Path base, BudgetFiles files, BudgetPlan plan) {
    this.base = base;
    this.files = files;
    this.plan = plan;
  }

  /** The learning rate of every way but the unconstrained, whose highest it is. */
  static double rate(BudgetMethod method, String task) {
    return switch (method) {
      case SFT -> 2.4e-3;
      // At 2e-4 calls are answered worse than before, whatever is forgotten.
      case GRPO -> task.equals("calls") ? 5e-5 : 2e-4;
      case HYBRID -> 2e-4;
    };
  }

  /** A recipe in YAML; with the largest of the budgets, where its runs differ in that. */
  String of(BudgetMethod method, Way way, String task) {
    return switch (method) {
          case SFT -> imitating(task);
          case GRPO -> rewarded(task);
          case HYBRID -> rewarded(task) + "reweighting: {kind: uniform}\n";
        }
        + preserve(method, way, task)
        + budget(method, way)
        + tuning(method, task);
  }

  private String imitating(String task) {
    return head("cross-entropy") + data(task, "completion", "{prompt: prompt, completion: worked}");
  }

  private String rewarded(String task) {
    return head("dr-grpo")
        + data(task, "question", "{prompt: prompt}")
        + """
        sampling: {group: 16, temperature: 1, max-tokens: %d}
        reward: {kind: lab, course: %s}
        """
            .formatted(LONGEST, task);
  }

  private String head(String objective) {
    return """
    model: %s
    objective: %s
    """
        .formatted(quoted(base), objective);
  }

  private String data(String task, String format, String columns) {
    return """
    data:
      sources:
        - {file: %s, format: %s, columns: %s}
      chat: true
      held-out: 0.05
    """
        .formatted(quoted(files.problems(task)), format, columns);
  }

  private String preserve(BudgetMethod method, Way way, String task) {
    String kl = "  kl: {weight: %s, kind: forward}\n".formatted(way == Way.FIXED ? "1.0" : "0");
    String taught =
        """
          replay:
            ratio: %s
            sources:
              - {file: %s, format: completion, columns: {prompt: prompt, completion: worked}}
        """
            .formatted(IMITATED, quoted(files.problems(task)));
    return "preserve:\n" + kl + (method == BudgetMethod.HYBRID ? taught : "");
  }

  /** Nothing is decided by what is probed on the way where there is no budget: once is enough. */
  private String budget(BudgetMethod method, Way way) {
    return """
    budget:
      forgetting: %s
      on: %s
      answers: %s
      by: %s
      every: %d
      probes: %d
      items: %d
      check: %d
      chat: true
    """
        .formatted(
            BudgetFindings.name(plan.budgets().getLast()),
            quoted(files.prior()),
            quoted(files.basePrior()),
            way.budgeted() ? way.id() : "none",
            Math.max(1, plan.steps(method) / READINGS),
            way.budgeted() ? PROBES : 1,
            plan.probed(),
            plan.checked());
  }

  /** The drift is looked at before and after only: the budget reads it on the way. */
  private String tuning(BudgetMethod method, String task) {
    boolean imitates = method == BudgetMethod.SFT;
    return String.format(
        Locale.ROOT,
        """
        tuning:
          steps: %d
          batch: %d
          packing: %s
          learning-rate: %s
          schedule: %s
          warmup: 0.05
          clip-norm: 1
        probing: {every: %d, samples: %d, tokens: %d}
        """,
        plan.steps(method),
        imitates ? BATCH : 8,
        imitates,
        rate(method, task),
        imitates ? "cosine" : "constant",
        plan.steps(method),
        plan.drift(),
        LONGEST);
  }
}
