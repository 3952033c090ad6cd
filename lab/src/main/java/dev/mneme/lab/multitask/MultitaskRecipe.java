package dev.mneme.lab.multitask;

import dev.mneme.lab.balance.Balance;
import dev.mneme.recipe.RecipeFormat;
import java.util.HashSet;
import java.util.List;

/**
 * One network: which images, which tasks, how they are weighed, how long.
 *
 * @param world {@code drawn} or {@code mnist}
 * @param seed of everything random but the images
 */
public record MultitaskRecipe(String world, long seed, Data data, Training training) {

  /** What is committed. */
  public static final MultitaskRecipe DEFAULTS =
      new MultitaskRecipe(
          "drawn",
          0,
          new Data(5_000, 2_000, 5_000, 0.2, LossSizes.HUNDREDFOLD),
          new Training(
              List.of(ImageTask.values()), Balance.UNIFORM, 1e-3, 400, 32, List.of(64, 64), 0.05));

  public static final RecipeFormat<MultitaskRecipe> FORMAT =
      new RecipeFormat<>(MultitaskRecipe.class, DEFAULTS);

  /**
   * @param examples images of digits to learn from, and as many of garments
   * @param validation images of either kind by which rates are chosen
   * @param test images of either kind by which networks are judged, at most
   * @param noise share of the training labels of the parity that are wrong
   * @param sizes of the losses
   */
  public record Data(int examples, int validation, int test, double noise, LossSizes sizes) {
    public Data {
      require(examples > 0, "examples must be positive, was %s", examples);
      require(validation > 0, "validation must be positive, was %s", validation);
      require(test > 0, "test must be positive, was %s", test);
      require(noise >= 0 && noise < 0.5, "noise must lie in [0, 0.5), was %s", noise);
    }
  }

  /**
   * @param tasks one or several
   * @param weights how several are weighed; {@code uniform} for one
   * @param learningRate the peak; it falls as a cosine
   * @param batch images of each task a step
   * @param hidden widths of the trunk
   * @param warmup share of the steps
   */
  public record Training(
      List<ImageTask> tasks,
      Balance weights,
      double learningRate,
      long steps,
      int batch,
      List<Integer> hidden,
      double warmup) {
    public Training {
      tasks = List.copyOf(tasks);
      hidden = List.copyOf(hidden);
      require(
          !tasks.isEmpty() && new HashSet<>(tasks).size() == tasks.size(),
          "tasks must be some, each once, was %s",
          tasks);
      require(
          tasks.size() > 1 || weights == Balance.UNIFORM,
          "a single task has uniform weights, was %s",
          weights);
      require(
          learningRate > 0 && learningRate < 1,
          "learning-rate must lie between 0 and 1, was %s",
          learningRate);
      require(steps > 0, "steps must be positive, was %s", steps);
      require(batch > 0, "batch must be positive, was %s", batch);
      require(
          !hidden.isEmpty() && hidden.stream().allMatch(width -> width > 0),
          "hidden must be positive widths, was %s",
          hidden);
      require(warmup >= 0 && warmup < 1, "warmup must lie in [0, 1), was %s", warmup);
    }
  }

  public MultitaskRecipe {
    require(
        List.of("drawn", "mnist").contains(world), "world must be mnist or drawn, was %s", world);
    require(
        training.batch <= data.examples,
        "batch must not be larger than the images to learn from, was %s",
        training.batch);
  }

  private static void require(boolean condition, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(rule.formatted(value));
    }
  }

  /** The same on other images. */
  public MultitaskRecipe in(String otherWorld) {
    return new MultitaskRecipe(otherWorld, seed, data, training);
  }

  /** The same for another number of steps. */
  public MultitaskRecipe lasting(long steps) {
    return with(
        new Training(
            training.tasks,
            training.weights,
            training.learningRate,
            steps,
            training.batch,
            training.hidden,
            training.warmup));
  }

  /** The same with fewer images, or more. */
  public MultitaskRecipe on(int examples, int validation, int test) {
    return new MultitaskRecipe(
        world, seed, new Data(examples, validation, test, data.noise, data.sizes), training);
  }

  /** The same with another seed. */
  MultitaskRecipe with(long otherSeed) {
    return new MultitaskRecipe(world, otherSeed, data, training);
  }

  private MultitaskRecipe with(Training other) {
    return new MultitaskRecipe(world, seed, data, other);
  }

  /** All tasks at once. */
  MultitaskRecipe with(LossSizes sizes, Balance weights, double rate) {
    return with(sizes, List.of(ImageTask.values()), weights, rate);
  }

  /** One task alone. Sizes are nothing to any but the ink. */
  MultitaskRecipe with(LossSizes sizes, ImageTask alone, double rate) {
    return with(
        alone == ImageTask.INK ? sizes : LossSizes.ALIKE, List.of(alone), Balance.UNIFORM, rate);
  }

  private MultitaskRecipe with(
      LossSizes sizes, List<ImageTask> tasks, Balance weights, double rate) {
    return new MultitaskRecipe(
        world,
        seed,
        new Data(data.examples, data.validation, data.test, data.noise, sizes),
        new Training(
            tasks,
            weights,
            rate,
            training.steps,
            training.batch,
            training.hidden,
            training.warmup));
  }

  /** The same for one task alone, at the same rate. */
  MultitaskRecipe alone(LossSizes sizes, ImageTask task) {
    return with(sizes, task, training.learningRate);
  }

  /** Whether it is a task alone, which others are held against. */
  boolean isAlone() {
    return training.tasks.size() == 1;
  }

  /** The folder of its run: what it learns, how, at which rate, with which seed. */
  public String name() {
    String what = isAlone() ? training.tasks.getFirst().id() : training.weights.toString();
    return "%s/%s/%s/seed-%d".formatted(data.sizes, what, training.learningRate, seed);
  }
}
