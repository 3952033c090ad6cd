package dev.mneme.measure;

/**
 * The sums over points (u, v) that determine the least-squares polynomial of degree 1 or 2, so that
 * a set of points can be refitted, or joined with others, without seeing the points again.
 *
 * <p>The intercept is eliminated first and u second, which leaves closed forms: with S the centred
 * products of u and u², T those of them with v,
 *
 * <pre>
 *   S22' = S22 − S12²/S11    T2' = T2 − T1 S12/S11
 *   explained = T1²/S11 + T2'²/S22'     R² = explained / Σ (v − mean)²
 * </pre>
 *
 * Accurate as long as u and v are of order one: callers centre and scale them.
 */
final class PowerSums {

  /** A pivot below this share of what it started from is rounding, not spread. */
  private static final double NEGLIGIBLE = 1e-12;

  private double n;
  private double u1;
  private double u2;
  private double u3;
  private double u4;
  private double v1;
  private double uv;
  private double uuv;
  private double vv;

  void add(double u, double v) {
    double square = u * u;
    n++;
    u1 += u;
    u2 += square;
    u3 += square * u;
    u4 += square * square;
    v1 += v;
    uv += u * v;
    uuv += square * v;
    vv += v * v;
  }

  void add(PowerSums other, double times) {
    n += times * other.n;
    u1 += times * other.u1;
    u2 += times * other.u2;
    u3 += times * other.u3;
    u4 += times * other.u4;
    v1 += times * other.v1;
    uv += times * other.uv;
    uuv += times * other.uuv;
    vv += times * other.vv;
  }

  /** Constant, linear and quadratic coefficient; a term that the points cannot tell is zero. */
  double[] coefficients(int degree) {
    double s11 = u2 - u1 * u1 / n;
    double s12 = u3 - u1 * u2 / n;
    double linear = 0;
    double quadratic = 0;
    if (s11 > NEGLIGIBLE * u2) {
      double pivot = pivot(s11, s12);
      if (degree == 2 && pivot > 0) {
        quadratic = residualCovariance(s11, s12) / pivot;
      }
      linear = (uv - u1 * v1 / n - quadratic * s12) / s11;
    }
    return new double[] {(v1 - linear * u1 - quadratic * u2) / n, linear, quadratic};
  }

  /** Share of the variance of v that the polynomial explains, in [0, 1]; NaN if v has none. */
  double rSquared(int degree) {
    double total = vv - v1 * v1 / n;
    if (!(total > NEGLIGIBLE * n)) {
      return Double.NaN;
    }
    double s11 = u2 - u1 * u1 / n;
    if (!(s11 > NEGLIGIBLE * u2)) {
      return 0;
    }
    double t1 = uv - u1 * v1 / n;
    double explained = t1 * t1 / s11;
    if (degree == 2) {
      double s12 = u3 - u1 * u2 / n;
      double pivot = pivot(s11, s12);
      double t2 = residualCovariance(s11, s12);
      explained += pivot > 0 ? t2 * t2 / pivot : 0;
    }
    return Math.min(1, explained / total);
  }

  /** S22', or 0 if u has but two distinct values. */
  private double pivot(double s11, double s12) {
    double s22 = u4 - u2 * u2 / n;
    double rest = s22 - s12 * s12 / s11;
    return rest > NEGLIGIBLE * u4 ? rest : 0;
  }

  private double residualCovariance(double s11, double s12) {
    return uuv - u2 * v1 / n - (uv - u1 * v1 / n) * s12 / s11;
  }
}
