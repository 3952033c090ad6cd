package dev.mneme.measure;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** The ends of a confidence interval; both NaN where there is too little to form one. */
public record Interval(double low, double high) {

  /** What is given where nothing is known about the spread. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** {@code value ± z · error}, as for a normal estimate. */
  public static Interval normal(double value, double error, double confidence) {
    double reach = z(confidence) * error;
    return new Interval(value - reach, value + reach);
  }

  /** The error of a normal estimate whose interval is as wide as this one. */
  public double normalError(double confidence) {
    return (high - low) / (2 * z(confidence));
  }

  static double z(double confidence) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
  }

  /** Whether the value lies between the ends, which belong to the interval. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
