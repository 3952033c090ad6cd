package dev.mneme.lab.conflict;

/**
 * The two losses on which gradient conflicts are usually shown.
 *
 * <pre>
 *   L_1 = 20 + c₊ (log |½ (−x − 7) + tanh y| + 6) + c₋ (((7 − x)² + (y + 8)² / 10) / 10 − 20)
 *   L_2 = 20 + c₊ (log |½ (7 − x) − tanh y| + 6) + c₋ (((7 + x)² + (y + 8)² / 10) / 10 − 20)
 *   c₊ = max(tanh(y / 2), 0)      c₋ = max(tanh(−y / 2), 0)      |·| no less than 5e-6
 * </pre>
 *
 * Above y = 0 each has a deep, narrow valley that leads away from the other's; below lie two bowls.
 * No point on the segment from (−7, −8.355) to (7, −8.355) can be improved for both; in its middle
 * both losses are 4.9. The published losses have no 20, which makes them positive here.
 *
 * <p>Source: arXiv 2110.14048, figure 1, with the constants of its authors' program.
 *
 * @param firstScale what the first loss is multiplied by for whoever descends
 */
public record Landscape(double firstScale) {

  /** Where on the y axis the points lie that cannot be improved. */
  static final double FRONT = -8.3552;

  /** How far they reach on the x axis, to both sides. */
  static final double REACH = 7;

  private static final double LEAST = 5e-6;

  /**
   * A loss at a point, and where it rises.
   *
   * @param byX its derivative along x
   * @param byY its derivative along y
   */
  record Slope(double loss, double byX, double byY) {

    private Slope times(double factor) {
      return new Slope(factor * loss, factor * byX, factor * byY);
    }
  }

  /** A loss as it is, not scaled. */
  static Slope at(int task, double x, double y) {
    return y > 0 ? valley(task, x, y) : bowl(task, x, y);
  }

  private static Slope valley(int task, double x, double y) {
    double side = task == 0 ? 1 : -1;
    double share = StrictMath.tanh(y / 2);
    double slope = StrictMath.tanh(y);
    double across = 0.5 * (-x - side * 7) + side * slope;
    double depth = StrictMath.log(Math.max(Math.abs(across), LEAST)) + 6;
    double rise = Math.abs(across) > LEAST ? 1 / across : 0;
    return new Slope(
        20 + share * depth,
        share * -0.5 * rise,
        0.5 * (1 - share * share) * depth + share * side * (1 - slope * slope) * rise);
  }

  private static Slope bowl(int task, double x, double y) {
    double centre = task == 0 ? REACH : -REACH;
    double share = StrictMath.tanh(-y / 2);
    double depth = ((centre - x) * (centre - x) + 0.1 * (y + 8) * (y + 8)) / 10 - 20;
    return new Slope(
        20 + share * depth,
        share * (x - centre) / 5,
        -0.5 * (1 - share * share) * depth + share * 0.02 * (y + 8));
  }

  /** A loss as whoever descends sees it. */
  Slope scaled(int task, double x, double y) {
    Slope slope = at(task, x, y);
    return task == 0 ? slope.times(firstScale) : slope;
  }
}
