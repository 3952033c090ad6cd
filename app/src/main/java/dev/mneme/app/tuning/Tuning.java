package dev.mneme.app.tuning;

import dev.mneme.app.language.Precision;
import dev.mneme.policy.Scoring;
import dev.mneme.recipe.Rule;
import dev.mneme.train.AdamW;
import dev.mneme.train.Schedule;
import dev.mneme.train.Trainer;
import java.util.Locale;

/**
 * How is learnt.
 *
 * @param steps optimizer steps
 * @param batch examples a step: rows, pairs, or prompts to sample completions of
 * @param microBatch rows that go through the model at once, 0 for all; the gradient is that of the
 *     whole batch whatever it is
 * @param packing whether short examples share a row of a pass; each is computed as if it were alone
 * @param gradientCheckpointing whether blocks are computed twice to keep less in memory
 * @param precision of the model's weights
 * @param clipNorm longest gradient let through; 0 for no limit
 * @param checkpointEvery steps; 0 for the end alone
 */
record Tuning(
    long steps,
    int batch,
    int microBatch,
    boolean packing,
    boolean gradientCheckpointing,
    Precision precision,
    double learningRate,
    Schedule.Shape schedule,
    double warmup,
    double weightDecay,
    double clipNorm,
    long checkpointEvery) {

  Tuning {
    Rule.atLeast(1, "steps", steps);
    Rule.atLeast(1, "batch", batch);
    Rule.atLeast(0, "micro-batch", microBatch);
    // Gradients of a whole model leave the range of f16 at its top, those of an adapter at its
    // bottom.
    Rule.require(
        precision != Precision.F16,
        "precision must be f32 or bf16, as gradients leave the range of f16",
        precision.name().toLowerCase(Locale.ROOT));
    Rule.require(
        learningRate > 0 && learningRate <= 1,
        "learning-rate must lie above 0 and not above 1",
        learningRate);
    Rule.require(warmup >= 0 && warmup < 1, "warmup must lie in [0, 1)", warmup);
    Rule.atLeast(0, "weight-decay", weightDecay);
    Rule.atLeast(0, "clip-norm", clipNorm);
    Rule.atLeast(0, "checkpoint-every", checkpointEvery);
  }

  /** The usual settings with a given batch and learning rate. */
  static Tuning usual(int batch, double learningRate) {
    return new Tuning(
        300,
        batch,
        0,
        false,
        false,
        Precision.F32,
        learningRate,
        Schedule.Shape.COSINE,
        0.05,
        0,
        1,
        0);
  }

  Scoring scoring() {
    return new Scoring(microBatch, packing, gradientCheckpointing);
  }

  /**
   * @param together steps that share what is not in checkpoints
   */
  Trainer.Plan plan(long together) {
    AdamW.Settings usual = AdamW.Settings.at(learningRate);
    return new Trainer.Plan(
        steps,
        new AdamW.Settings(
            learningRate, usual.beta1(), usual.beta2(), usual.epsilon(), weightDecay),
        new Schedule(schedule, warmup),
        clipNorm,
        1,
        checkpointEvery == 0 ? steps : checkpointEvery,
        together);
  }

  /**
   * What is kept for several steps is not in checkpoints, so these must fall between two of its
   * uses.
   */
  void requireWhole(String key, long uses) {
    Rule.require(
        checkpointEvery % uses == 0,
        "tuning.checkpoint-every must be a multiple of %s (%d)".formatted(key, uses),
        checkpointEvery);
  }
}
