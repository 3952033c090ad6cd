package dev.mneme.app.parity;

import dev.mneme.app.forecast.Forecast;
import dev.mneme.app.forecast.Forecast.Part;
import dev.mneme.app.forecast.ProcessMemory;
import dev.mneme.lab.parity.Method;
import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.train.Speed;
import dev.mneme.train.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * What one ParityMNIST trial takes. Its network is small: memory is the images', time goes by the
 * number of operators, and a look at the drift costs as much as dozens of steps.
 *
 * <p>Images are counted as in the original files where real ones are asked for.
 */
final class ParityForecast {

  private static final int PIXELS = 784;
  private static final int ANSWERS = 10;
  private static final int REAL_TRAIN = 60_000;
  private static final int REAL_TEST = 10_000;

  /** Of an image: its pixels and label as read, its features and label as tensors. */
  private static final long BYTES_OF_AN_IMAGE =
      PIXELS + 1L + Float.BYTES * (PIXELS + 1L) + Long.BYTES;

  /** The base, the tuned and their gradients, moments, two kinds of Fisher information. */
  private static final long COPIES_OF_THE_WEIGHTS = 7;

  private static final int OPERATORS_OF_IMITATION = 90;
  private static final int OPERATORS_OF_REINFORCEMENT = 220;
  private static final int OPERATORS_OF_A_LOOK = 2_000;
  private static final double ELEMENTS_OF_AN_UPDATE = 3;

  /** Inputs whose activations are compared, and those of the cosine of gradients. */
  private static final double COMPARED = 400;

  private static final double COSINE_INPUTS = 1_000;

  private static final double SECONDS_TO_START = 2;
  private static final double SECONDS_TO_DRAW = 60e-6;
  private static final double SECONDS_TO_READ = 20e-6;

  private final ParityRecipe recipe;
  private final List<Integer> widths = new ArrayList<>();

  ParityForecast(ParityRecipe recipe) {
    this.recipe = recipe;
    widths.add(PIXELS + 1);
    widths.addAll(recipe.base().hidden());
    widths.add(ANSWERS);
  }

  /** Measures this machine, and works it out. */
  Forecast now() {
    long process = ProcessMemory.resident();
    return on(Speed.measure(recipe.tuning().batch(), recipe.base().hidden().getFirst()), process);
  }

  /**
   * The same on a machine of a known speed.
   *
   * @param process bytes of a process with its libraries loaded
   */
  Forecast on(Speed speed, long process) {
    ParityRecipe.Base base = recipe.base();
    ParityRecipe.Tuning tuning = recipe.tuning();
    long weights = Float.BYTES * parameters();
    long measured = 2L * recipe.probing().testImages();
    long step = 4L * Float.BYTES * tuning.batch() * tuning.group() * numbers();
    List<Part> bytes =
        List.of(
            new Part("Java and its libraries", process + ProcessMemory.HEAP_GROWTH),
            new Part("images", BYTES_OF_AN_IMAGE * images()),
            new Part("networks, gradients, moments", COPIES_OF_THE_WEIGHTS * weights),
            new Part("a step", step),
            new Part(
                "measuring the drift",
                4 * weights + Float.BYTES * measured * (PIXELS + 1 + 3 * numbers())));
    long pretraining = steps(2L * base.examples(), base.batch(), base.epochs());
    long steps = steps(Math.min(digits(), tuning.examples()), tuning.batch(), tuning.epochs());
    boolean distilled = tuning.method() == Method.SFT_DISTILLED;
    List<Part> seconds = new ArrayList<>();
    boolean drawn = recipe.world().equals("drawn");
    seconds.add(
        new Part(
            "starting, " + (drawn ? "drawing" : "reading") + " images",
            SECONDS_TO_START + images() * (drawn ? SECONDS_TO_DRAW : SECONDS_TO_READ)));
    seconds.add(
        Part.of(
            "steps of the base",
            pretraining,
            speed.seconds(step(base.batch(), false).times(pretraining))));
    if (distilled) {
      seconds.add(
          Part.of(
              "steps of the teacher",
              steps,
              speed.seconds(step(tuning.batch(), true).times(steps))));
    }
    seconds.add(
        Part.of("steps", steps, speed.seconds(step(tuning.batch(), reinforces()).times(steps))));
    long looks = (long) recipe.probing().points() * (distilled ? 2 : 1);
    seconds.add(Part.of("measurements", looks, speed.seconds(look().times(looks))));
    long cosines = recipe.probing().cosineEvery() == 0 ? 0 : steps / recipe.probing().cosineEvery();
    if (cosines > 0) {
      seconds.add(Part.of("cosines of gradients", cosines, speed.seconds(cosine().times(cosines))));
    }
    return new Forecast(bytes, seconds, speed);
  }

  private boolean reinforces() {
    return switch (recipe.tuning().method()) {
      case SFT_1, SFT_2, SFT_ORACLE, SFT_DISTILLED -> false;
      case GRPO, GRPO_KL, REINFORCE -> true;
    };
  }

  private long digits() {
    return recipe.world().equals("drawn") ? recipe.tuning().examples() : REAL_TRAIN;
  }

  private long images() {
    return recipe.world().equals("drawn")
        ? digits() + recipe.base().examples() + 2L * recipe.probing().testImages()
        : 2L * (REAL_TRAIN + REAL_TEST);
  }

  /** Steps of whole batches. */
  static long steps(long examples, int batch, int epochs) {
    return examples / Math.min(batch, examples) * epochs;
  }

  /** Weights and biases. */
  long parameters() {
    long count = 0;
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      count += (widths.get(layer) + 1L) * widths.get(layer + 1);
    }
    return count;
  }

  /** Of one image on its way through the network. */
  private long numbers() {
    return widths.stream().mapToLong(Integer::longValue).sum();
  }

  private Work step(int batch, boolean reinforces) {
    return new Work(
        6.0 * batch * parameters(),
        6.0 * batch * numbers() + ELEMENTS_OF_AN_UPDATE * parameters(),
        reinforces ? OPERATORS_OF_REINFORCEMENT : OPERATORS_OF_IMITATION);
  }

  /**
   * Both test sets through the network, singular values of what changed in each matrix (from the
   * eigenvalues of its smaller Gram matrix, in double precision), and the kernels of activations.
   */
  private Work look() {
    double flops = 2.0 * 2 * recipe.probing().testImages() * parameters();
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      double less = Math.min(widths.get(layer), widths.get(layer + 1));
      double more = Math.max(widths.get(layer), widths.get(layer + 1));
      flops += 2 * (2 * more * less * less + 20 * less * less * less);
    }
    flops += 2 * 2 * 4 * COMPARED * COMPARED * (numbers() + COMPARED);
    return new Work(flops, 40 * COMPARED * COMPARED + 20.0 * parameters(), OPERATORS_OF_A_LOOK);
  }

  /** Gradients of the old task and forward KL, before a step and after it. */
  private Work cosine() {
    return new Work(2 * 8.0 * COSINE_INPUTS * parameters(), 12 * COSINE_INPUTS * numbers(), 4 * 90);
  }
}
