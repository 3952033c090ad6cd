package dev.mneme.app.razor;

import static dev.mneme.app.study.StudySweep.quoted;

import dev.mneme.lab.razor.RazorMethod;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How each method learns a task, as a recipe that {@code mneme train} takes. What methods have in
 * common they have alike: the base, the problems, the steps, AdamW without decay, gradients no
 * longer than 1, a cosine for what imitates and a constant rate for what learns from rewards.
 *
 * <p>Whose choices these are: the paper's are Dr. GRPO with a reward of 1 or 0 and no KL, groups
 * (there of 64), 1-0 REINFORCE, and SimPO with β = γ = 1 without division by length. The weights of
 * the KL terms, the rank of the adapters and all rates are ours.
 */
final class RazorRecipes {

  /**
   * The most tokens of an answer that is drawn in training; in the base's own style 66 are enough.
   */
  static final int LONGEST = 96;

  private static final int BATCH = 32;

  private final Path base;
  private final RazorFiles files;
  private final RazorPlan plan;

  RazorRecipes(Path base, RazorFiles files, RazorPlan plan) {
    this.base = base;
    this.files = files;
    this.plan = plan;
  }

  /** The middle of the learning rates that a method is tried with. */
  static double rate(RazorMethod method) {
    return switch (method) {
      case SFT, SFT_FORWARD_KL, SFT_REVERSE_KL, DFT, PROXIMAL_SFT, ORACLE_SFT, SDFT, GKD -> 6e-4;
      case GRPO, REINFORCE, SIMPO -> 1e-4;
      case LORA_SFT -> 2e-3;
      case LORA_GRPO -> 1e-3;
      case WISE_FT -> 0.5;
    };
  }

  /** A recipe in YAML. */
  String of(RazorMethod method, String task) {
    return switch (method) {
      case SFT -> imitating("cross-entropy", task, "");
      case SFT_FORWARD_KL ->
          imitating("cross-entropy", task, "preserve: {kl: {weight: 1.0, kind: forward}}\n");
      case SFT_REVERSE_KL ->
          imitating("cross-entropy", task, "preserve: {kl: {weight: 1.0, kind: reverse}}\n");
      case DFT -> imitating("dft", task, "");
      case PROXIMAL_SFT -> imitating("proximal-sft", task, "");
      case LORA_SFT -> imitating("cross-entropy", task, lora());
      case ORACLE_SFT ->
          head("cross-entropy")
              + data(files.own(task), "completion", "{prompt: prompt, completion: completion}")
              + tuning(plan.steps(), BATCH, true, "cosine")
              + probing(plan.steps());
      case SIMPO ->
          head("simpo")
              + data(
                  files.problems(task),
                  "preference",
                  "{prompt: prompt, chosen: foreign, rejected: foreign_rejected}")
              + "preference: {beta: 1.0, margin: 1.0, per-token: false}\n"
              // Each pair is two answers to read.
              + tuning(plan.steps(), BATCH / 2, false, "cosine")
              + probing(plan.steps());
      case GRPO -> rewarded("dr-grpo", task, "");
      case REINFORCE -> rewarded("reinforce", task, "");
      case LORA_GRPO -> rewarded("dr-grpo", task, lora());
      case SDFT ->
          head("sdft")
              + data(files.problems(task), "completion", "{prompt: prompt, completion: foreign}")
              + "sampling: {max-tokens: %d}\n".formatted(LONGEST)
              + tuning(plan.steps(), BATCH / 2, false, "cosine")
              + probing(plan.steps());
      case GKD, WISE_FT ->
          throw new IllegalArgumentException(method + " begins where another method ended");
    };
  }

  /** On-policy distillation from a model that learnt the task. */
  String distilled(String task, Path teacher) {
    return head("gkd")
        + "teacher: {model: %s, beta: 1.0}\n".formatted(quoted(teacher))
        + data(files.problems(task), "completion", "{prompt: prompt, completion: foreign}")
        + "sampling: {max-tokens: %d}\n".formatted(LONGEST)
        + tuning(plan.steps(), BATCH / 2, false, "cosine")
        + probing(plan.steps());
  }

  /** Between the base and a model that learnt the task. */
  String averaged(Path tuned) {
    return "average: {base: %s, tuned: %s}\n".formatted(quoted(base), quoted(tuned));
  }

  private String imitating(String objective, String task, String more) {
    return head(objective)
        + data(files.problems(task), "completion", "{prompt: prompt, completion: foreign}")
        + more
        + tuning(plan.steps(), BATCH, true, "cosine")
        + probing(plan.steps());
  }

  private String rewarded(String objective, String task, String more) {
    return head(objective)
        + data(files.problems(task), "question", "{prompt: prompt}")
        + """
        sampling: {group: 16, temperature: 1, max-tokens: %d}
        reward: {kind: lab, course: %s}
        """
            .formatted(LONGEST, task)
        + more
        + tuning(plan.rewardSteps(), 8, false, "constant")
        + probing(plan.rewardSteps());
  }

  private String head(String objective) {
    return """
    model: %s
    objective: %s
    """
        .formatted(quoted(base), objective);
  }

  private static String data(Path file, String format, String columns) {
    return """
    data:
      sources:
        - file: %s
          format: %s
          columns: %s
      chat: true
      held-out: 0.05
    """
        .formatted(quoted(file), format, columns);
  }

  private static String lora() {
    return "lora: {rank: 8, alpha: 16}\n";
  }

  private static String tuning(int steps, int batch, boolean packing, String schedule) {
    return """
    tuning:
      steps: %d
      batch: %d
      packing: %s
      schedule: %s
      warmup: 0.05
      clip-norm: 1
    """
        .formatted(steps, batch, packing, schedule);
  }

  /** Before and after only: the sweep measures the rest. */
  private static String probing(int steps) {
    return String.format(
        Locale.ROOT, "probing: {every: %d, samples: 16, tokens: %d}%n", steps, LONGEST);
  }
}
