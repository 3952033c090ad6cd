package dev.mneme.app.recap;

import static dev.mneme.app.study.StudySweep.quoted;

import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.world.whole.WorldBenchmarks;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How each method learns a task, as a recipe that {@code mneme train} takes. What methods have in
 * common they have alike: the base, the problems, the steps, 8 prompts of 16 answers, AdamW without
 * decay at a constant rate, gradients no longer than 1.
 *
 * <p>Whose choices these are: the paper's are the five objectives, the window, the temperature, and
 * the 0.01 of LwF. Dr. GRPO, the amount of general text, the fixed proportions, what LwF rewards
 * (the same four, alike) and all rates are ours.
 */
final class RecapRecipes {

  /** The loss by which every reward is learnt. */
  static final String OBJECTIVE = "dr-grpo";

  /** The most tokens of an answer, as in the benchmarks. */
  static final int LONGEST = WorldBenchmarks.MOST_TOKENS;

  /** Learnt tokens of general text for each of an answer. */
  private static final double RATIO = 0.25;

  private final Path base;
  private final RecapFiles files;
  private final RecapPlan plan;

  RecapRecipes(Path base, RecapFiles files, RecapPlan plan) {
    this.base = base;
    this.files = files;
    this.plan = plan;
  }

  /** A recipe in YAML. */
  String of(RecapMethod method, String task) {
    return head(task)
        + "reward:\n"
        + new RecapRewards(task).of(weights(method), "  ")
        + reweighting(method)
        + preserve(method)
        + tuning();
  }

  /** The same for all but where the proportions are given, or the answer alone is learnt. */
  private static Map<Aim, Double> weights(RecapMethod method) {
    Map<Aim, Double> weights = new EnumMap<>(Aim.class);
    for (Aim aim : Aim.values()) {
      weights.put(
          aim,
          switch (method) {
            case FIXED -> proportion(aim);
            case REASONING_ONLY -> aim == Aim.ACCURACY ? 1.0 : 0.0;
            default -> 1.0;
          });
    }
    return weights;
  }

  /** As someone would set them who wants the answer most and the formats least. */
  private static double proportion(Aim aim) {
    return switch (aim) {
      case ANSWER_FORMAT, THINK_FORMAT -> 0.5;
      case OVERLAP, NEXT_TOKEN -> 1;
      case ACCURACY -> 2;
    };
  }

  private String reweighting(RecapMethod method) {
    return switch (method) {
      case RECAP ->
          "reweighting: {kind: recap, convergence: v1, window: %d}\n".formatted(plan.window());
      case RECAP_V2 ->
          "reweighting: {kind: recap, convergence: v2, window: %d}\n".formatted(plan.window());
      case SHORTFALL -> "reweighting: {kind: shortfall, window: %d}\n".formatted(plan.window());
      case DWA -> "reweighting: {kind: dwa, window: %d}\n".formatted(plan.window());
      case LWF -> "reweighting: {kind: uniform}\n";
      case REASONING_ONLY -> "";
      case UNIFORM, FIXED, UNCERTAINTY, GRADNORM, PCGRAD, CAGRAD, FAMO, RANDOM ->
          "reweighting: {kind: %s}\n".formatted(method.id());
    };
  }

  private String preserve(RecapMethod method) {
    return switch (method) {
      case REASONING_ONLY -> "";
      case LWF -> "preserve: {kl: {weight: 0.01, kind: forward, temperature: 2}}\n";
      default ->
          """
          preserve:
            replay:
              ratio: %s
              weight: %s
              sources:
                - {file: %s, format: text}
                - {file: %s, format: completion}
          """
              .formatted(
                  RATIO,
                  weights(method).get(Aim.NEXT_TOKEN),
                  quoted(files.texts()),
                  quoted(files.answers()));
    };
  }

  private String head(String task) {
    return """
    model: %s
    objective: %s
    data:
      sources:
        - {file: %s, format: question}
      chat: true
      held-out: 0.05
    sampling: {group: 16, temperature: 1, max-tokens: %d}
    """
        .formatted(quoted(base), OBJECTIVE, quoted(files.problems(task)), LONGEST);
  }

  /** The drift is looked at before and after only: the sweep measures the rest. */
  private String tuning() {
    return String.format(
        Locale.ROOT,
        """
        tuning:
          steps: %d
          batch: 8
          schedule: constant
          warmup: 0.05
          clip-norm: 1
        probing: {every: %d, samples: 16, tokens: %d}
        """,
        plan.steps(),
        plan.steps(),
        LONGEST);
  }
}
