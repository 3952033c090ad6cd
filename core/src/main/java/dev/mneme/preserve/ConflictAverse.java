package dev.mneme.preserve;

import java.util.Arrays;

/**
 * CAGrad: among the directions near the mean gradient, the one along which the worst objective
 * falls most.
 *
 * <pre>
 *   g₀ = (1/K) Σ_k g_k      max over d of min over k of ⟨g_k, d⟩  subject to  ‖d − g₀‖ ≤ c ‖g₀‖
 *   dual:  w = argmin over the simplex of F(w) = ⟨g_w, g₀⟩ + c ‖g₀‖ ‖g_w‖,   g_w = Σ_k w_k g_k
 *   d = g₀ + c ‖g₀‖ g_w / ‖g_w‖,   so λ_k = 1 + K c ‖g₀‖ w_k / ‖g_w‖
 * </pre>
 *
 * The mean of λ is above 1: d is longer than g₀. {@link Scale} says what it is divided by. Where
 * g_w is 0, no direction is better for all: d = g₀. c = 0 is the mean, large c nears MGDA. The dual
 * is solved by moving weight between pairs, each time as far as is best, until nothing is gained.
 *
 * <p>Source: arXiv 2110.14048, algorithm 1; the scales and c = 0.5 are the authors' program's.
 *
 * @param c radius of the ball, relative to the mean gradient's length
 */
public record ConflictAverse(int objectives, double c, Scale scale) implements GradientWeighting {

  private static final int ROUNDS = 500;
  private static final int HALVINGS = 60;

  /** Gradients shorter than this share of the longest count as 0. */
  private static final double NOTHING = 1e-9;

  /** What the direction is divided by. */
  public enum Scale {
    /** 1, as the paper prints. */
    NONE,
    /** 1 + c², as the authors' program does. */
    SQUARE,
    /** 1 + c. */
    LINEAR;

    private double of(double c) {
      return switch (this) {
        case NONE -> 1;
        case SQUARE -> 1 + c * c;
        case LINEAR -> 1 + c;
      };
    }
  }

  public ConflictAverse {
    Given.requireAtLeast(0, "c", c);
  }

  @Override
  public Weights next(double[] losses, double[][] products) {
    Given.requireProducts(losses, products, objectives);
    double longest = 0;
    for (int k = 0; k < objectives; k++) {
      longest = Math.max(longest, products[k][k]);
    }
    double[] mean = new double[objectives];
    Arrays.fill(mean, 1.0 / objectives);
    Dual dual = new Dual(products, mean, c, NOTHING * NOTHING * longest);
    double[] shares = dual.solved();
    double length = dual.length(shares);
    double pull = length == 0 ? 0 : objectives * c * dual.length(mean) / length;
    double[] weights = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      weights[k] = (1 + pull * shares[k]) / scale.of(c);
    }
    return Weights.of(weights).because("share", shares);
  }

  /**
   * The dual problem.
   *
   * @param tiny a squared length that counts as 0
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Dual(double[][] products, double[] mean, double c, double tiny) {

    double[] solved() {
      double[] shares = mean.clone();
      for (int round = 0; round < ROUNDS; round++) {
        double moved = 0;
        for (int i = 0; i < shares.length; i++) {
          for (int j = 0; j < i; j++) {
            double by = best(shares, i, j);
            shares[i] += by;
            shares[j] -= by;
            moved = Math.max(moved, Math.abs(by));
          }
        }
        if (moved < 1e-12) {
          break;
        }
      }
      return shares;
    }

    /** How much weight to move from j to i: where the slope, which only rises, crosses 0. */
    private double best(double[] shares, int i, int j) {
      double low = -shares[i];
      double high = shares[j];
      for (int half = 0; half < HALVINGS; half++) {
        double middle = (low + high) / 2;
        if (slope(shares, i, j, middle) > 0) {
          high = middle;
        } else {
          low = middle;
        }
      }
      return (low + high) / 2;
    }

    /** ∂F/∂t at w + t (e_i − e_j). */
    private double slope(double[] shares, int i, int j, double by) {
      double[] moved = shares.clone();
      moved[i] += by;
      moved[j] -= by;
      double along = product(i, mean) - product(j, mean);
      double length = length(moved);
      return length == 0
          ? along
          : along + c * length(mean) * (product(i, moved) - product(j, moved)) / length;
    }

    /** ‖g_w‖. */
    double length(double[] shares) {
      double square = 0;
      for (int k = 0; k < shares.length; k++) {
        square += shares[k] * product(k, shares);
      }
      return square <= tiny ? 0 : Math.sqrt(square);
    }

    /** ⟨g_k, g_w⟩. */
    private double product(int k, double[] shares) {
      double sum = 0;
      for (int j = 0; j < shares.length; j++) {
        sum += shares[j] * products[k][j];
      }
      return sum;
    }
  }
}
