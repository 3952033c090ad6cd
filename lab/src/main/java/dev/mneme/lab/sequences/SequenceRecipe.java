package dev.mneme.lab.sequences;

import dev.mneme.recipe.RecipeFormat;
import dev.mneme.train.Schedule;

/**
 * One run on arithmetic sequences: a warm-up that shows some right answers, then one method.
 *
 * @param seed of everything random, the initial weights included
 */
public record SequenceRecipe(long seed, Warmup warmup, Tuning tuning) {

  /** What works for all methods; found on seeds other than those of the committed results. */
  public static final SequenceRecipe DEFAULTS =
      new SequenceRecipe(
          0,
          new Warmup(45, 58, 1e-3),
          new Tuning(
              Method.GRPO, 400, 30, 16, 1.25, 0.04, 5e-4, Schedule.Shape.CONSTANT, 1.0, 100, 20));

  public static final RecipeFormat<SequenceRecipe> FORMAT =
      new RecipeFormat<>(SequenceRecipe.class, DEFAULTS);

  /** How the tuned policy learns. */
  public enum Method {
    /** Right answers are shown. */
    SFT,
    /** Right answers are preferred to wrong ones of the right form, and likely. */
    DPO,
    /** Completions are sampled and rewarded, against the mean of their group. */
    GRPO,
    /** Completions are sampled and rewarded, without a baseline. */
    REINFORCE,
    /** Completions are sampled and rewarded, against what a critic expects at each token. */
    PPO
  }

  /**
   * Supervised steps before the tuning, so that some completions earn something.
   *
   * @param examples how many of the 90 answers are shown, drawn by the seed
   */
  public record Warmup(int examples, long steps, double learningRate) {}

  /**
   * @param prompts a step
   * @param group completions a prompt
   * @param temperature at which completions that are learnt from are sampled; the policy that
   *     learns is then the model at this temperature
   * @param kl weight of the KL to the policy after the warm-up, for GRPO, which was published with
   *     it: without it, all completions of a prompt may soon be alike and teach nothing
   * @param clipNorm longest gradient let through; 0 for no limit
   * @param checkpointEvery steps; 0 for the end alone
   * @param probeEvery steps between two measurements
   */
  public record Tuning(
      Method method,
      long steps,
      int prompts,
      int group,
      double temperature,
      double kl,
      double learningRate,
      Schedule.Shape schedule,
      double clipNorm,
      long checkpointEvery,
      long probeEvery) {}

  /** The same with another method. */
  public SequenceRecipe with(Method method) {
    return with(method, tuning.steps);
  }

  /** The same with another method and length. */
  public SequenceRecipe with(Method method, long steps) {
    return new SequenceRecipe(
        seed,
        warmup,
        new Tuning(
            method,
            steps,
            tuning.prompts,
            tuning.group,
            tuning.temperature,
            tuning.kl,
            tuning.learningRate,
            tuning.schedule,
            tuning.clipNorm,
            tuning.checkpointEvery,
            tuning.probeEvery));
  }

  /** The same with another seed. */
  public SequenceRecipe with(long other) {
    return new SequenceRecipe(other, warmup, tuning);
  }
}
