package dev.mneme.measure;

/**
 * The least-squares polynomial of degree 1 or 2 through points (x, y).
 *
 * <pre>
 *   y ≈ constant + linear · u + quadratic · u²       u = (x − centre) / scale
 *   R² = 1 − Σ (y − fit)² / Σ (y − mean y)²
 * </pre>
 *
 * A term the points cannot determine (fewer distinct x than coefficients) is zero.
 *
 * @param centre mean of x
 * @param scale standard deviation of x; 0 if x is constant, and then the fit is the mean of y
 * @param rSquared on the fitted points, in [0, 1]; NaN if y has no variance, for then there is
 *     nothing to explain
 */
public record PolynomialFit(
    int degree,
    double centre,
    double scale,
    double constant,
    double linear,
    double quadratic,
    double rSquared) {

  /**
   * Fits the points (x[i], y[i]), all finite.
   *
   * @param degree 1 or 2
   */
  public static PolynomialFit of(double[] x, double[] y, int degree) {
    requireDegree(degree);
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(
          "a fit needs as many x as y and at least one, got %d and %d"
              .formatted(x.length, y.length));
    }
    Standardised u = Standardised.of(x);
    Standardised v = Standardised.of(y);
    PowerSums sums = new PowerSums();
    for (int i = 0; i < x.length; i++) {
      sums.add(u.of(x[i]), v.of(y[i]));
    }
    double[] terms = sums.coefficients(degree);
    return new PolynomialFit(
        degree,
        u.centre(),
        u.scale(),
        v.centre() + v.scale() * terms[0],
        v.scale() * terms[1],
        v.scale() * terms[2],
        sums.rSquared(degree));
  }

  /** The fitted y at x. */
  public double at(double x) {
    double u = scale == 0 ? 0 : (x - centre) / scale;
    return constant + u * (linear + u * quadratic);
  }

  /**
   * How well this fit predicts points it was not fitted to: 1 − Σ (y − fit)² / Σ (y − mean y)², the
   * mean being that of these points. Negative where their mean would predict them better; NaN if y
   * has no variance.
   */
  public double rSquaredOn(double[] x, double[] y) {
    Residuals residuals = new Residuals();
    for (int i = 0; i < x.length; i++) {
      residuals.add(y[i], at(x[i]));
    }
    return residuals.rSquared();
  }

  static void requireDegree(int degree) {
    if (degree != 1 && degree != 2) {
      throw new IllegalArgumentException("the degree must be 1 or 2, was " + degree);
    }
  }
}
