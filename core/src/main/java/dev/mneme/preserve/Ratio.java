package dev.mneme.preserve;

/**
 * The ratio of two losses, where one may be zero: nothing in nothing is 1 (no change), and no ratio
 * exceeds {@link #LARGEST}.
 */
final class Ratio {

  static final double LARGEST = 1000;

  private Ratio() {}

  /** Of two numbers that are not negative. */
  static double of(double above, double below) {
    return above == below ? 1 : Math.min(above / below, LARGEST);
  }
}
