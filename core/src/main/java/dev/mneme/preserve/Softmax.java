package dev.mneme.preserve;

import java.util.Arrays;

/**
 * Shares of K objectives.
 *
 * <pre>  λ = K · softmax(s / T) </pre>
 *
 * softmax(s / T) is the distribution p that maximises ⟨p, s⟩ + T · entropy(p). The mean of λ is 1.
 */
final class Softmax {

  private Softmax() {}

  /** Mean 1. */
  static double[] scaled(double[] scores, double temperature) {
    double[] shares = of(scores, temperature);
    for (int k = 0; k < shares.length; k++) {
      shares[k] *= shares.length;
    }
    return shares;
  }

  /** Sum 1. */
  static double[] of(double[] scores, double temperature) {
    double largest = Arrays.stream(scores).max().orElse(0);
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      shares[k] = Math.exp((scores[k] - largest) / temperature);
      sum += shares[k];
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= sum;
    }
    return shares;
  }
}
