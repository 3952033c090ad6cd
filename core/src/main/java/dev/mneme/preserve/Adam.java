package dev.mneme.preserve;

/**
 * Adam on a few numbers of the processor, for weights that are learnt.
 *
 * <pre>
 *   g ← g + γ x      m ← 0.9 m + 0.1 g      v ← 0.999 v + 0.001 g²
 *   x ← x − η · (m / (1 − 0.9ᵗ)) / (√(v / (1 − 0.999ᵗ)) + 1e-8)
 * </pre>
 *
 * γ pulls towards 0 and is part of the gradient, not decoupled from it. The first update has the
 * length η whatever the gradient's.
 *
 * <p>Source: arXiv 1412.6980.
 */
final class Adam {

  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final double decay;
  private final double[] first;
  private final double[] second;
  private final double[] updates;

  /**
   * @param memory remembers the moments
   */
  Adam(Memory memory, int count, double rate, double decay) {
    Given.requirePositive("rate", rate);
    Given.requireAtLeast(0, "decay", decay);
    this.rate = rate;
    this.decay = decay;
    this.first = memory.zeros("first", count);
    this.second = memory.zeros("second", count);
    this.updates = memory.zeros("updates", 1);
  }

  /** Moves the numbers down the gradient. */
  void update(double[] numbers, double[] gradient) {
    updates[0]++;
    double firstScale = 1 - Math.pow(FIRST, updates[0]);
    double secondScale = 1 - Math.pow(SECOND, updates[0]);
    for (int k = 0; k < numbers.length; k++) {
      double g = gradient[k] + decay * numbers[k];
      first[k] = FIRST * first[k] + (1 - FIRST) * g;
      second[k] = SECOND * second[k] + (1 - SECOND) * g * g;
      numbers[k] -= rate * (first[k] / firstScale) / (Math.sqrt(second[k] / secondScale) + EPSILON);
    }
  }
}
