package dev.mneme.lab.parity;

import dev.mneme.train.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which trials make up a study: every method with every learning rate, schedule and length, for
 * each seed, so that all methods get the same tuning effort.
 *
 * @param like what trials have in common
 * @param seeds how many bases, each with its own trials
 * @param rates learning rates, spaced evenly in their logarithm
 * @param epochs lengths of the tuning
 * @param cosineEvery steps between looks at the old task's gradient, in one trial a method
 */
public record ParitySweep(
    ParityRecipe like, int seeds, List<Double> rates, List<Integer> epochs, long cosineEvery) {

  /**
   * The reproduction on real data: the paper's fifteen rates with both schedules, each trial looked
   * at five times. The paper also trains for two epochs.
   */
  public static ParitySweep full(int seeds) {
    ParityRecipe like = ParityRecipe.DEFAULTS;
    ParityRecipe.Probing probing = new ParityRecipe.Probing(5, like.probing().testImages(), 0);
    return new ParitySweep(
        new ParityRecipe(like.world(), 0, like.base(), like.tuning(), probing, like.saving()),
        seeds,
        logSpaced(3e-6, 1e-3, 15),
        List.of(1),
        20);
  }

  /** A look at the same in minutes: fewer images, fewer looks. */
  public static ParitySweep quick(int seeds) {
    return shorter("mnist", 20_000, new ParityRecipe.Probing(5, 2_500, 0), seeds);
  }

  /** The same on images drawn here: small enough for a first look. */
  public static ParitySweep small(int seeds) {
    return shorter("drawn", 12_000, new ParityRecipe.Probing(4, 2_000, 0), seeds);
  }

  private static ParitySweep shorter(
      String world, int examples, ParityRecipe.Probing probing, int seeds) {
    ParityRecipe like = ParityRecipe.DEFAULTS;
    ParityRecipe.Tuning tuning = like.tuning().on(examples);
    return new ParitySweep(
        new ParityRecipe(world, 0, like.base(), tuning, probing, like.saving()),
        seeds,
        logSpaced(1e-4, 1e-3, 4),
        List.of(1),
        10);
  }

  /** The sweep as text: what all trials have in common, and what differs. */
  public String describe() {
    return ParityRecipe.FORMAT.write(like)
        + "# swept: seeds %d, learning rates %s, epochs %s, schedules constant and cosine, methods %s%n"
            .formatted(
                seeds, rates, epochs, List.of(Method.values()).stream().map(Method::id).toList());
  }

  /** {@code count} rates from low to high, both included. */
  static List<Double> logSpaced(double low, double high, int count) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double rate = low * Math.pow(high / low, i / (count - 1.0));
      rates.add(Double.parseDouble(String.format(Locale.ROOT, "%.2e", rate)));
    }
    return List.copyOf(rates);
  }

  /** The base of a seed. */
  ParityRecipe.Base base(int seed) {
    ParityRecipe.Base b = like.base();
    return new ParityRecipe.Base(
        b.hidden(), b.examples(), b.epochs(), b.batch(), b.learningRate(), b.warmup(), seed);
  }

  /**
   * The policy that the distilled method learns from: the base tuned by GRPO with the usual
   * settings.
   */
  ParityRecipe teacher(int seed) {
    ParityRecipe.Tuning t = like.tuning();
    return recipe(seed, Method.GRPO, t.learningRate(), t.schedule(), t.epochs(), 0);
  }

  /** All trials of a seed. */
  List<ParityRecipe> trials(int seed) {
    List<ParityRecipe> trials = new ArrayList<>();
    for (double rate : rates.reversed()) {
      for (int length : epochs) {
        for (Schedule.Shape shape : List.of(Schedule.Shape.CONSTANT, Schedule.Shape.COSINE)) {
          for (Method method : Method.values()) {
            boolean watched =
                rate == rates.get(2 * rates.size() / 3)
                    && length == epochs.getFirst()
                    && shape == Schedule.Shape.COSINE;
            trials.add(recipe(seed, method, rate, shape, length, watched ? cosineEvery : 0));
          }
        }
      }
    }
    return trials;
  }

  private ParityRecipe recipe(
      int seed, Method method, double rate, Schedule.Shape shape, int length, long cosine) {
    ParityRecipe.Tuning t = like.tuning();
    ParityRecipe.Tuning tuning =
        new ParityRecipe.Tuning(
            method,
            t.examples(),
            length,
            t.batch(),
            rate,
            shape,
            t.warmup(),
            t.group(),
            t.klWeight(),
            t.clipNorm());
    ParityRecipe.Probing p = like.probing();
    return new ParityRecipe(
        like.world(),
        seed,
        base(seed),
        tuning,
        new ParityRecipe.Probing(p.points(), p.testImages(), cosine),
        like.saving());
  }

  /** A trial's folder name, unique within the study. */
  static String name(ParityRecipe recipe) {
    ParityRecipe.Tuning t = recipe.tuning();
    return "%s-lr%s-%s-%dep-seed%d"
        .formatted(
            t.method().id(),
            String.format(Locale.ROOT, "%.2e", t.learningRate()),
            t.schedule().name().toLowerCase(Locale.ROOT),
            t.epochs(),
            recipe.seed());
  }
}
