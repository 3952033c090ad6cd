package dev.mneme.measure;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The least-squares exponential through points (x, y).
 *
 * <pre>
 *   y ≈ a + b exp(c x)
 *     = start + rise · expm1(bend · u) / expm1(bend)      u = (x − origin) / width in [0, 1]
 * </pre>
 *
 * The second form is the one that is fitted: it does not overflow, its numbers can be read off a
 * chart (y at either end), and a bend of 0 is a straight line. For a given bend, start and rise are
 * linear least squares; the bend minimises what is left, by a scan of [−40, 40] and a
 * golden-section search around its best value. At ±40 nine tenths of the rise happen in 6 % of the
 * range: sharper steps are not told apart. Fewer than three distinct x give a line, one gives a
 * constant.
 *
 * @param start y at the smallest x
 * @param rise y at the largest x less start
 * @param bend c · width: positive where the curve is steepest at the largest x
 * @param origin the smallest x
 * @param width the largest x less the smallest
 */
public record ExponentialFit(double start, double rise, double bend, double origin, double width) {

  private static final double LARGEST_BEND = 40;
  private static final double STEP = 0.5;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Fits the points (x[i], y[i]), all finite, at least one. */
  public static ExponentialFit of(double[] x, double[] y) {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(
          "a fit needs as many x as y and at least one, got %d and %d"
              .formatted(x.length, y.length));
    }
    double origin = Arrays.stream(x).min().orElseThrow();
    double width = Arrays.stream(x).max().orElseThrow() - origin;
    double[] u = Arrays.stream(x).map(each -> width == 0 ? 0 : (each - origin) / width).toArray();
    double bend = 0;
    if (Arrays.stream(x).distinct().count() >= 3) {
      bend = bestBend(each -> line(u, y, each).residual());
    }
    Line best = line(u, y, bend);
    return new ExponentialFit(best.start(), best.rise(), bend, origin, width);
  }

  /** The fitted y at x. Outside the fitted range it is an extrapolation, and a steep one. */
  public double at(double x) {
    return width == 0 ? start : start + rise * shape((x - origin) / width, bend);
  }

  /** The a of {@code a + b exp(c x)}; infinite for a straight line. */
  public double a() {
    return start - rise / Math.expm1(bend);
  }

  /** The b of {@code a + b exp(c x)}; infinite for a straight line. */
  public double b() {
    return rise / Math.expm1(bend) * Math.exp(-c() * origin);
  }

  /** The c of {@code a + b exp(c x)}, per unit of x. */
  public double c() {
    return width == 0 ? 0 : bend / width;
  }

  private static double bestBend(DoubleUnaryOperator residual) {
    double best = 0;
    double least = residual.applyAsDouble(0);
    for (double bend = -LARGEST_BEND; bend <= LARGEST_BEND; bend += STEP) {
      double here = residual.applyAsDouble(bend);
      if (here < least) {
        best = bend;
        least = here;
      }
    }
    double low = Math.max(best - STEP, -LARGEST_BEND);
    double high = Math.min(best + STEP, LARGEST_BEND);
    while (high - low > 1e-10) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (residual.applyAsDouble(left) < residual.applyAsDouble(right)) {
        high = right;
      } else {
        low = left;
      }
    }
    double refined = (low + high) / 2;
    return residual.applyAsDouble(refined) < least ? refined : best;
  }

  private record Line(double start, double rise, double residual) {}

  /** Least squares of y on the curve's shape at a given bend. */
  private static Line line(double[] u, double[] y, double bend) {
    int n = u.length;
    double[] shape = Arrays.stream(u).map(each -> shape(each, bend)).toArray();
    double meanShape = Arrays.stream(shape).sum() / n;
    double meanY = Arrays.stream(y).sum() / n;
    double spread = 0;
    double joint = 0;
    for (int i = 0; i < n; i++) {
      spread += (shape[i] - meanShape) * (shape[i] - meanShape);
      joint += (shape[i] - meanShape) * (y[i] - meanY);
    }
    double rise = spread > 0 ? joint / spread : 0;
    double start = meanY - rise * meanShape;
    double residual = 0;
    for (int i = 0; i < n; i++) {
      double miss = y[i] - start - rise * shape[i];
      residual += miss * miss;
    }
    return new Line(start, rise, residual);
  }

  private static double shape(double u, double bend) {
    return Math.abs(bend) < 1e-8 ? u : Math.expm1(bend * u) / Math.expm1(bend);
  }
}
