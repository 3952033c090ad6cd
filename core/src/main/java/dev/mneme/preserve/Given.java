package dev.mneme.preserve;

import java.util.Locale;

/** What weights can be made of. */
final class Given {

  private Given() {}

  /** Losses from 0 on, one an objective. */
  static void requireLosses(double[] losses, int objectives) {
    requireCount(losses.length, objectives);
    for (int k = 0; k < objectives; k++) {
      if (!(losses[k] >= 0 && losses[k] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "loss %d of %d is %s; weights need numbers that are not negative, as 1 - reward is"
                .formatted(k + 1, objectives, losses[k]));
      }
    }
  }

  /** Inner products of as many gradients as objectives. */
  static void requireProducts(double[] losses, double[][] products, int objectives) {
    requireCount(losses.length, objectives);
    requireCount(products.length, objectives);
    for (double[] row : products) {
      requireCount(row.length, objectives);
      for (double product : row) {
        if (!Double.isFinite(product)) {
          throw new IllegalArgumentException(
              "an inner product of two gradients is " + product + "; weights need numbers");
        }
      }
    }
  }

  /** A number above 0. */
  static void requirePositive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }

  /** A number from {@code least} on. */
  static void requireAtLeast(double least, String name, double value) {
    if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be at least %s, was %s", name, least, value));
    }
  }

  private static void requireCount(int found, int objectives) {
    if (found != objectives) {
      throw new IllegalArgumentException(
          "%d objectives are weighed, not %d".formatted(objectives, found));
    }
  }
}
