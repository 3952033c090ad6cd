package dev.mneme.app.tuning;

import dev.mneme.app.language.DeviceChoice;
import dev.mneme.recipe.RecipeFormat;
import dev.mneme.train.Schedule;

/**
 * A language model goes on learning from a plain text, and what that does to what it knew is
 * measured on texts of its own.
 *
 * @param model a Hugging Face folder, or one of llama2.c
 * @param seed of everything random
 * @param device what the run computes on
 */
record TextRecipe(
    String model, long seed, DeviceChoice device, Data data, Tuning tuning, Probing probing) {

  /** Gentle enough for a small pretrained model. */
  static final TextRecipe DEFAULTS =
      new TextRecipe(
          "",
          0,
          DeviceChoice.PROCESSOR,
          new Data("", 0.05),
          new Tuning(300, 16, 128, 3e-4, Schedule.Shape.COSINE, 0.05, 1, 0),
          new Probing(50, 64, 96));

  static final RecipeFormat<TextRecipe> FORMAT = new RecipeFormat<>(TextRecipe.class, DEFAULTS);

  /**
   * What is learnt.
   *
   * @param file a text in UTF-8
   * @param heldOut share of the text at its end that is measured on and never learnt
   */
  record Data(String file, double heldOut) {
    Data {
      require(heldOut > 0 && heldOut < 1, "held-out must lie between 0 and 1, was " + heldOut);
    }
  }

  /**
   * How.
   *
   * @param batch pieces of text a step
   * @param length tokens of a piece
   * @param clipNorm longest gradient let through; 0 for no limit
   * @param checkpointEvery steps; 0 for the end alone
   */
  record Tuning(
      long steps,
      int batch,
      int length,
      double learningRate,
      Schedule.Shape schedule,
      double warmup,
      double clipNorm,
      long checkpointEvery) {
    Tuning {
      require(steps >= 1, "steps must be positive, was " + steps);
      require(batch >= 1, "batch must be positive, was " + batch);
      require(length >= 2, "length must be at least 2, was " + length);
      require(
          learningRate > 0 && Double.isFinite(learningRate),
          "learning-rate must be a positive number, was " + learningRate);
      require(warmup >= 0 && warmup < 1, "warmup must lie in [0, 1), was " + warmup);
      require(
          clipNorm >= 0 && Double.isFinite(clipNorm),
          "clip-norm must be a number that is not negative, was " + clipNorm);
      require(
          checkpointEvery >= 0, "checkpoint-every must not be negative, was " + checkpointEvery);
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
