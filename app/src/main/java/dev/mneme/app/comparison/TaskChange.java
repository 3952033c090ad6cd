package dev.mneme.app.comparison;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.PairedChange;
import dev.mneme.measure.RatioBootstrap;
import org.jspecify.annotations.Nullable;

/**
 * One task before and after.
 *
 * @param name as the suite calls it
 * @param metric the figure that is compared
 * @param before mean score, by the items' weights, with its interval
 * @param after the same of the tuned model
 * @param change on the same items
 * @param noise of the base
 * @param lengths null where nothing is written
 */
public record TaskChange(
    String name,
    String metric,
    Figure before,
    Figure after,
    PairedChange change,
    Noise noise,
    @Nullable Lengths lengths) {

  /**
   * How long written answers are.
   *
   * @param before tokens of an answer, mean
   * @param difference of the means, with its interval
   * @param cutBefore share of answers that were cut off
   */
  public record Lengths(
      double before, double after, Figure difference, double cutBefore, double cutAfter) {

    static Lengths of(TaskScores before, TaskScores after, ClusterBootstrap bootstrap) {
      double[] short0 = before.lengths();
      double[] differences = after.lengths();
      for (int i = 0; i < differences.length; i++) {
        differences[i] -= short0[i];
      }
      double mean = Estimate.of(short0).mean();
      RatioBootstrap.Result result = new RatioBootstrap(bootstrap).mean(differences);
      return new Lengths(mean, mean + result.ratio(), result.figure(), before.cut(), after.cut());
    }
  }

  static TaskChange of(
      TaskScores before, TaskScores after, Noise noise, ClusterBootstrap bootstrap) {
    return new TaskChange(
        before.task().name(),
        before.metric(),
        score(before.values(), before.weights(), bootstrap),
        score(after.values(), after.weights(), bootstrap),
        PairedChange.of(before.values(), after.values(), before.weights(), bootstrap),
        noise,
        before.isWritten() ? Lengths.of(before, after, bootstrap) : null);
  }

  /** Σ w v / Σ w, and its interval as that of this ratio. */
  static Figure score(double[] values, double[] weights, ClusterBootstrap bootstrap) {
    double[] weighted = new double[values.length];
    for (int i = 0; i < weighted.length; i++) {
      weighted[i] = weights[i] * values[i];
    }
    return new RatioBootstrap(bootstrap).of(weighted, weights).figure();
  }

  /** Above 0: better. */
  public double difference() {
    return change.difference().value();
  }

  /** The worst that its interval allows. */
  double worst() {
    return change.difference().interval().low();
  }

  /**
   * What became of it, were it a prior task.
   *
   * @param adjustedP its p-value, raised for all prior tasks
   */
  Standing standing(double adjustedP, Thresholds thresholds) {
    if (worst() > -thresholds.maxDrop()) {
      return Standing.KEPT;
    }
    boolean fell = adjustedP < thresholds.alpha() && difference() < 0;
    return fell && !noise.covers(-difference()) ? Standing.LOST : Standing.UNCLEAR;
  }

  /** About how many items would show that it is kept, if its drop and churn stay as they are. */
  double itemsWanted(Thresholds thresholds) {
    double room = thresholds.maxDrop() + difference();
    double reach = difference() - worst();
    return room <= 0 ? Double.POSITIVE_INFINITY : change.items() * (reach / room) * (reach / room);
  }
}
