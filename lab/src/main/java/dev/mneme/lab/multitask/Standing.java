package dev.mneme.lab.multitask;

import dev.mneme.lab.balance.Balance;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A way of weighing at the rate that is best by validation images, judged on test images. Figures
 * are means over seeds with 95 % intervals by Student's t; no interval for one seed.
 *
 * @param seeds by rising seed
 */
public record Standing(LossSizes sizes, Balance balance, double rate, List<Seed> seeds) {

  private static final double CONFIDENCE = 0.95;

  /** What is compared. */
  public enum Measure {
    /** Δm, in per cent. */
    MEAN,
    /** The worst task's relative difference to learning it alone, in per cent. */
    WORST
  }

  /** One network against those that learnt one task each. */
  record Seed(Trained network, Gain gain) {

    long number() {
      return network.recipe().seed();
    }

    double value(Measure measure) {
      return switch (measure) {
        case MEAN -> gain.mean();
        case WORST -> gain.worst();
      };
    }
  }

  public Standing {
    seeds = List.copyOf(seeds);
  }

  private Figure figure(ToDoubleFunction<Seed> value) {
    return figure(seeds.stream().mapToDouble(value).toArray(), CONFIDENCE);
  }

  static Figure figure(double[] values, double confidence) {
    Estimate estimate = Estimate.of(values);
    return new Figure(estimate.mean(), estimate.interval(confidence));
  }

  /** Δm or the worst task, in per cent of learning each task alone. */
  public Figure gain(Measure measure) {
    return figure(seed -> seed.value(measure));
  }

  /** One task's relative difference to learning it alone, in per cent. */
  public Figure relative(ImageTask task) {
    return figure(seed -> seed.gain().relative().getOrDefault(task, Double.NaN));
  }

  /** A task's score on test images, up to 1. */
  public Figure score(ImageTask task) {
    return figure(seed -> seed.network().test(task));
  }

  /** A task's mean weight. */
  public double weight(ImageTask task) {
    return figure(seed -> seed.network().weights().getOrDefault(task, Double.NaN)).value();
  }

  /** How much more this one has than another in points of the measure, paired over seeds. */
  public Figure beyond(Standing other, Measure measure) {
    return beyond(other, measure, CONFIDENCE);
  }

  /**
   * The same with another confidence.
   *
   * @return NaN where they share no seed
   */
  Figure beyond(Standing other, Measure measure, double confidence) {
    double[] differences =
        seeds.stream()
            .flatMapToDouble(seed ->
                other.seeds.stream()
                    .filter(each -> each.number() == seed.number())
                    .mapToDouble(each -> seed.value(measure) - each.value(measure)))
            .toArray();
    return figure(differences.length == 0 ? new double[] {Double.NaN} : differences, confidence);
  }
}
