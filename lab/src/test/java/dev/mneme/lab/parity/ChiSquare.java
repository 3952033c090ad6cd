package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether draws follow a distribution.
 *
 * <pre>  χ² = Σ (observed − expected)² / expected </pre>
 */
final class ChiSquare {

  /** By degrees of freedom 1 … 4: what only one true sample of 1,000 exceeds. */
  private static final double[] LIMIT = {10.83, 13.82, 16.27, 18.47};

  private ChiSquare() {}

  /** Holds draws of {@code 0 … probabilities.length-1} to their probabilities; 0 means never. */
  static void assertFollows(long[] draws, double... probabilities) {
    long[] counts = new long[probabilities.length];
    for (long draw : draws) {
      counts[(int) draw]++;
    }
    double statistic = 0;
    int possible = 0;
    for (int i = 0; i < counts.length; i++) {
      if (probabilities[i] == 0) {
        assertThat(counts[i]).as("draws of %d, which cannot be", i).isZero();
      } else {
        double expected = draws.length * probabilities[i];
        statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        possible++;
      }
    }
    assertThat(statistic).isLessThan(LIMIT[possible - 2]);
  }
}
