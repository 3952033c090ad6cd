package dev.mneme.app.comparison;

/**
 * What decides.
 *
 * @param maxDrop the largest drop of a prior task that is tolerated, a share
 * @param minGain by how much the new task must have gained at least, a share
 * @param alpha chance of a false alarm over all prior tasks; intervals are of 1 − alpha
 * @param power chance with which the smallest drop stated would be found
 */
public record Thresholds(double maxDrop, double minGain, double alpha, double power) {

  /** 2 points, any gain, 5 %, 80 %. */
  public static final Thresholds USUAL = new Thresholds(0.02, 0, 0.05, 0.8);

  public Thresholds {
    require(maxDrop > 0 && maxDrop <= 1, "max-drop must be above 0 and at most 100 points");
    require(minGain >= 0 && minGain < 1, "min-gain must be at least 0 and below 100 points");
    require(alpha > 0 && alpha <= 0.5, "alpha must be above 0 and at most 0.5");
    require(power >= 0.5 && power < 1, "power must be at least 0.5 and below 1");
  }

  /** Of intervals. */
  public double confidence() {
    return 1 - alpha;
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
