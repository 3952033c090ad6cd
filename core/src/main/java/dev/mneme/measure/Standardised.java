package dev.mneme.measure;

/**
 * A change of origin and unit that brings values to mean 0 and deviation 1. A scale of 0 marks
 * constant values, which all become 0.
 */
record Standardised(double centre, double scale) {

  static Standardised of(double[] values) {
    double sum = 0;
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("only finite numbers can be fitted, found " + value);
      }
      sum += value;
    }
    double centre = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - centre) * (value - centre);
    }
    double deviation = Math.sqrt(squares / values.length);
    // A constant is told from spread by what rounding of its mean leaves.
    boolean spread = deviation > 1e-14 * Math.abs(centre);
    return new Standardised(centre, spread ? deviation : 0);
  }

  /** The value in the new unit. */
  double of(double value) {
    return scale == 0 ? 0 : (value - centre) / scale;
  }
}
