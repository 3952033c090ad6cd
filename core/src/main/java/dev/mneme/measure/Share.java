package dev.mneme.measure;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How many of independent trials came out one way, with the exact interval.
 *
 * <pre>
 *   value = k / n
 *   low   the α/2 quantile of Beta(k, n − k + 1), 0 where k = 0
 *   high  the 1 − α/2 quantile of Beta(k + 1, n − k), 1 where k = n
 * </pre>
 *
 * It never holds the true share less often than it says, and somewhat more often.
 *
 * <p>Source: Clopper and Pearson 1934 (Biometrika 26:404–413).
 *
 * @param count k
 * @param trials n
 */
public record Share(int count, int trials) {

  public Share {
    if (trials < 1 || count < 0 || count > trials) {
      throw new IllegalArgumentException("%d of %d is no share".formatted(count, trials));
    }
  }

  /** In [0, 1]. */
  public double value() {
    return (double) count / trials;
  }

  /**
   * All shares that the trials do not speak against.
   *
   * @param confidence share of such intervals that hold the true one, such as 0.95
   */
  public Interval interval(double confidence) {
    double tail = (1 - confidence) / 2;
    double low =
        count == 0
            ? 0
            : BetaDistribution.of(count, trials - count + 1.0).inverseCumulativeProbability(tail);
    double high =
        count == trials
            ? 1
            : BetaDistribution.of(count + 1.0, trials - count).inverseSurvivalProbability(tail);
    return new Interval(low, high);
  }
}
