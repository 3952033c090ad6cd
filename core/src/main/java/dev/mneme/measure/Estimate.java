package dev.mneme.measure;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of independent values.
 *
 * <pre>  standardError = sqrt(Σ (v − mean)² / (n − 1) / n) </pre>
 *
 * @param mean in the unit of the values
 * @param standardError of the mean, in the same unit; NaN for a single value
 * @param count n, how many values there were
 */
public record Estimate(double mean, double standardError, long count) {

  /** Share of the mean up to which a standard error is what rounding leaves of 0. */
  private static final double ROUNDING = 1e-12;

  /**
   * From the values themselves.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Estimate of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a mean needs at least one value");
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double variance = values.length > 1 ? squares / (values.length - 1) : Double.NaN;
    return new Estimate(mean, Math.sqrt(variance / values.length), values.length);
  }

  /**
   * {@code mean ± t · standardError} with Student's t at n − 1 degrees of freedom, exact for normal
   * values. Unknown for a single value, and for values that all equal one number other than 0: few
   * coarse values, such as shares of some runs, agree by chance, and an interval without width
   * would exclude everything else. If all are 0 it is [0, 0], which says no more than that nothing
   * was seen to differ, and never that something did.
   *
   * @param confidence share of such intervals that hold the true mean, such as 0.95
   */
  public Interval interval(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "the confidence must be between 0 and 1, was " + confidence);
    }
    if (count < 2 || (mean != 0 && standardError <= ROUNDING * Math.abs(mean))) {
      return Interval.UNKNOWN;
    }
    double t = TDistribution.of(count - 1.0).inverseSurvivalProbability((1 - confidence) / 2);
    return new Interval(mean - t * standardError, mean + t * standardError);
  }
}
