package dev.mneme.measure;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A ratio of sums over independent clusters, its interval and its test by the studentised
 * bootstrap: means of differences (with weights below), nats a token.
 *
 * <pre>
 *   r = Σ a / Σ b         se² = n / (n − 1) · Σ (a − r b)² / (Σ b)²
 *   t* = (r* − r) / se*   of resamples of whole clusters
 *   interval = [r − t*_high se, r − t*_low se]      p of "r = 0" = share of |t*| ≥ |r / se|
 * </pre>
 *
 * Studentising makes up for skewed clusters, which percentile intervals do not: of 128 lognormal
 * values of σ = 1.2, 95 % intervals hold the mean in 94 % of cases instead of 92 %. The ratio of
 * means itself is biased by order 1/n, the mean (b = 1) is not. A resample whose clusters all agree
 * (but for rounding) is measured by the sample's own error.
 *
 * <p>Source: Efron and Tibshirani 1993, section 12.5; the error of a ratio is Cochran 1977, 2.29.
 *
 * @param bootstrap draws whole clusters
 */
public record RatioBootstrap(ClusterBootstrap bootstrap) {

  /** Share of the sample's error up to which that of a resample is what rounding leaves of 0. */
  private static final double ROUNDING = 1e-12;

  /**
   * What came out.
   *
   * @param ratio r
   * @param standardError se; NaN for one cluster
   * @param interval unknown for one cluster
   * @param p two-sided, of r = 0; at least 1 / (resamples + 1)
   */
  public record Result(double ratio, double standardError, Interval interval, double p) {

    /** The ratio with its interval. */
    public Figure figure() {
      return new Figure(ratio, interval);
    }
  }

  /** The mean of independent values. */
  public Result mean(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return of(values, ones);
  }

  /**
   * The ratio.
   *
   * @param a one number a cluster
   * @param b one number a cluster, their sum positive
   */
  public Result of(double[] a, double[] b) {
    if (a.length != b.length || a.length == 0) {
      throw new IllegalArgumentException(
          "a ratio needs one a and one b a cluster, got %d and %d".formatted(a.length, b.length));
    }
    int[] once = new int[a.length];
    Arrays.fill(once, 1);
    Resample all = Resample.of(a, b, once);
    if (a.length < 2) {
      return new Result(all.ratio(), Double.NaN, Interval.UNKNOWN, 1);
    }
    if (all.error() == 0) {
      double r = all.ratio();
      return new Result(r, 0, new Interval(r, r), r == 0 ? 1 : 1.0 / (bootstrap.resamples() + 1));
    }
    double[] t =
        bootstrap.replicates(
            a.length,
            times -> {
              Resample drawn = Resample.of(a, b, times);
              double error = drawn.error() > ROUNDING * all.error() ? drawn.error() : all.error();
              return (drawn.ratio() - all.ratio()) / error;
            });
    Interval quantiles = bootstrap.interval(t);
    double seen = Math.abs(all.ratio() / all.error());
    long beyond = Arrays.stream(t).filter(value -> !(Math.abs(value) < seen)).count();
    return new Result(
        all.ratio(),
        all.error(),
        new Interval(
            all.ratio() - quantiles.high() * all.error(),
            all.ratio() - quantiles.low() * all.error()),
        (beyond + 1.0) / (bootstrap.resamples() + 1));
  }

  /**
   * The smallest difference that the test finds with a given chance, were its error the same.
   *
   * <pre>  (z_{1−α/2} + z_power) · se </pre>
   */
  public static double detectable(double standardError, double alpha, double power) {
    NormalDistribution z = NormalDistribution.of(0, 1);
    return (z.inverseSurvivalProbability(alpha / 2) + z.inverseCumulativeProbability(power))
        * standardError;
  }

  /** The ratio and its error where each cluster was drawn so often. */
  private record Resample(double ratio, double error) {

    static Resample of(double[] a, double[] b, int[] times) {
      double numerator = 0;
      double denominator = 0;
      for (int i = 0; i < times.length; i++) {
        numerator += times[i] * a[i];
        denominator += times[i] * b[i];
      }
      double ratio = numerator / denominator;
      double squares = 0;
      for (int i = 0; i < times.length; i++) {
        double apart = a[i] - ratio * b[i];
        squares += times[i] * apart * apart;
      }
      double n = times.length;
      return new Resample(ratio, Math.sqrt(n / (n - 1) * squares) / denominator);
    }
  }
}
