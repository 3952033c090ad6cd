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
  private static final double STEP = 1e-6;

  /** A loss as it is, not scaled. */
  static double loss(int task, double x, double y) {
    double side = task == 0 ? 1 : -1;
    double above = Math.max(StrictMath.tanh(y / 2), 0);
    double below = Math.max(StrictMath.tanh(-y / 2), 0);
    double across = 0.5 * (-x - side * 7) + side * StrictMath.tanh(y);
    double valley = StrictMath.log(Math.max(Math.abs(across), LEAST)) + 6;
    double bowl = ((side * 7 - x) * (side * 7 - x) + 0.1 * (y + 8) * (y + 8)) / 10 - 20;
    return 20 + above * valley + below * bowl;
  }

  double scaled(int task, double x, double y) {
    return (task == 0 ? firstScale : 1) * loss(task, x, y);
  }

  /** The gradient of a scaled loss, by central differences. */
  double[] gradient(int task, double x, double y) {
    return new double[] {
      (scaled(task, x + STEP, y) - scaled(task, x - STEP, y)) / (2 * STEP),
      (scaled(task, x, y + STEP) - scaled(task, x, y - STEP)) / (2 * STEP)
    };
  }
}
