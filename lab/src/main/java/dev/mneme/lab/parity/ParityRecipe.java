package dev.mneme.lab.parity;

import dev.mneme.recipe.RecipeFormat;
import dev.mneme.train.Schedule;
import java.util.List;

/**
 * One trial: which base, which method, how long. {@link #DEFAULTS} says what is used where a recipe
 * is silent.
 *
 * @param seed of everything random in the trial; the base has its own
 */
public record ParityRecipe(
    String world, long seed, Base base, Tuning tuning, Probing probing, Saving saving) {

  /** The settings of the reproduction; the paper leaves most of them open. */
  public static final ParityRecipe DEFAULTS =
      new ParityRecipe(
          "mnist",
          0,
          new Base(List.of(512, 256), 500, 30, 64, 1e-3, 0.1, 0),
          new Tuning(Method.GRPO, 60_000, 1, 64, 3e-4, Schedule.Shape.COSINE, 0.1, 8, 0.1, 0),
          new Probing(17, 2_500, 0),
          new Saving(0, 50));

  /** Reads and writes trials as YAML. */
  public static final RecipeFormat<ParityRecipe> FORMAT =
      new RecipeFormat<>(ParityRecipe.class, DEFAULTS);

  /**
   * The policy that knows both tasks before the tuning.
   *
   * @param hidden widths of the hidden layers
   * @param examples images of each task
   * @param warmup share of the steps
   */
  public record Base(
      List<Integer> hidden,
      int examples,
      int epochs,
      int batch,
      double learningRate,
      double warmup,
      long seed) {
    public Base {
      Check.that(
          !hidden.isEmpty() && hidden.stream().allMatch(width -> width > 0),
          "hidden must be positive widths, was %s",
          hidden);
      Check.that(examples > 0, "examples must be positive, was %s", examples);
      Check.that(epochs > 0, "epochs must be positive, was %s", epochs);
      Check.that(batch > 0, "batch must be positive, was %s", batch);
      Check.that(
          learningRate > 0 && learningRate < 1,
          "learning-rate must lie between 0 and 1, was %s",
          learningRate);
      Check.that(warmup >= 0 && warmup < 1, "warmup must lie in [0, 1), was %s", warmup);
    }
  }

  /**
   * How the new task is learnt.
   *
   * @param examples images of digits to train on, at most
   * @param group completions a prompt, for the methods that sample
   * @param klWeight weight of the reverse KL to the base, for the method that has it
   * @param clipNorm longest gradient, 0 for no limit
   */
  public record Tuning(
      Method method,
      int examples,
      int epochs,
      int batch,
      double learningRate,
      Schedule.Shape schedule,
      double warmup,
      int group,
      double klWeight,
      double clipNorm) {
    public Tuning {
      Check.that(examples > 0, "examples must be positive, was %s", examples);
      Check.that(epochs > 0, "epochs must be positive, was %s", epochs);
      Check.that(batch > 0, "batch must be positive, was %s", batch);
      Check.that(
          learningRate > 0 && learningRate < 1,
          "learning-rate must lie between 0 and 1, was %s",
          learningRate);
      Check.that(warmup >= 0 && warmup < 1, "warmup must lie in [0, 1), was %s", warmup);
      Check.that(group > 1, "group must be at least 2, was %s", group);
      Check.that(
          klWeight >= 0 && Double.isFinite(klWeight),
          "kl-weight must not be negative, was %s",
          klWeight);
      Check.that(
          clipNorm >= 0 && Double.isFinite(clipNorm),
          "clip-norm must not be negative, was %s",
          clipNorm);
    }

    /** The same on another number of images. */
    Tuning on(int count) {
      return new Tuning(
          method, count, epochs, batch, learningRate, schedule, warmup, group, klWeight, clipNorm);
    }
  }

  /**
   * What is measured on the way.
   *
   * @param points measurements spread evenly over the run, the last at its end
   * @param testImages images of each task to measure on, at most
   * @param cosineEvery steps between two looks at the old task's gradient, 0 for none
   */
  public record Probing(int points, int testImages, long cosineEvery) {
    public Probing {
      Check.that(points > 0, "points must be positive, was %s", points);
      Check.that(testImages >= 100, "test-images must be at least 100, was %s", testImages);
      Check.that(cosineEvery >= 0, "cosine-every must not be negative, was %s", cosineEvery);
    }
  }

  /**
   * What is kept.
   *
   * @param checkpointEvery steps between two checkpoints, 0 for none
   * @param logEvery steps between two lines of training figures, 0 for none
   */
  public record Saving(long checkpointEvery, long logEvery) {
    public Saving {
      Check.that(
          checkpointEvery >= 0, "checkpoint-every must not be negative, was %s", checkpointEvery);
      Check.that(logEvery >= 0, "log-every must not be negative, was %s", logEvery);
    }
  }

  public ParityRecipe {
    Check.that(
        world.equals("mnist") || world.equals("drawn"),
        "world must be mnist or drawn, was %s",
        world);
  }

  /** The same trial by another method. */
  ParityRecipe with(Method method) {
    Tuning t = tuning;
    Tuning other =
        new Tuning(
            method,
            t.examples,
            t.epochs,
            t.batch,
            t.learningRate,
            t.schedule,
            t.warmup,
            t.group,
            t.klWeight,
            t.clipNorm);
    return new ParityRecipe(world, seed, base, other, probing, saving);
  }

  private static final class Check {
    private static void that(boolean condition, String rule, Object value) {
      if (!condition) {
        throw new IllegalArgumentException(rule.formatted(value));
      }
    }
  }
}
