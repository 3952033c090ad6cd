package dev.mneme.lab.razor;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.ForgettingLaw;
import dev.mneme.measure.Interval;
import dev.mneme.measure.PolynomialFit;
import dev.mneme.measure.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How a law of forgetting in forward KL, calibrated on some runs, predicts others.
 *
 * <pre>
 *   error = measured − predicted, in points of mean prior score lost
 *   bias = mean error     typical = sqrt(mean error²)
 *   R² = 1 − Σ error² / Σ (measured − mean measured)²     about these runs' own mean
 * </pre>
 *
 * @param name of those left out
 * @param runs how many were predicted
 * @param bias above 0: they forget more than the others' law says
 * @param typical root mean square
 * @param rSquared negative where their own mean would predict them better; NaN where it is not
 *     defined
 * @param covered how many lie within their 95 % prediction intervals
 * @param extrapolated share of them outside the drifts that were calibrated on
 * @param reach from the middle of their prediction intervals to an end, in points; the median
 * @param spread standard deviation of the forgetting that was calibrated on, in points
 */
public record HeldOut(
    String name,
    int runs,
    double bias,
    double typical,
    double rSquared,
    Share covered,
    double extrapolated,
    double reach,
    double spread) {

  private static final double CONFIDENCE = 0.95;
  private static final int DEGREE = 2;

  /** Runs that a law needs at least: one more than it has coefficients. */
  private static final int FEWEST = DEGREE + 2;

  /** Each group predicted by the law of all others; none where those are too few. */
  static List<HeldOut> each(List<RazorPoint> points, Function<RazorPoint, String> group) {
    List<HeldOut> all = new ArrayList<>();
    for (String name : points.stream().map(group).distinct().toList()) {
      List<RazorPoint> others =
          points.stream().filter(point -> !group.apply(point).equals(name)).toList();
      List<RazorPoint> own =
          points.stream().filter(point -> group.apply(point).equals(name)).toList();
      all.addAll(of(name, others, own));
    }
    return all;
  }

  /** Runs predicted by the law of others; none where either are too few. */
  static List<HeldOut> of(String name, List<RazorPoint> calibrated, List<RazorPoint> predicted) {
    if (predicted.isEmpty() || drifts(calibrated) < FEWEST) {
      return List.of();
    }
    ForgettingLaw law = law(calibrated);
    double sum = 0;
    double squares = 0;
    int covered = 0;
    int extrapolated = 0;
    List<Double> reaches = new ArrayList<>();
    for (RazorPoint point : predicted) {
      double error = point.drift(RazorPoint.FORWARD_KL_ERROR);
      ForgettingLaw.Prediction expected =
          law.at(point.forwardKl(), Double.isNaN(error) ? 0 : error, CONFIDENCE);
      double apart = point.forgetting() - expected.forgetting().value();
      sum += apart;
      squares += apart * apart;
      Interval interval = expected.forgetting().interval();
      reaches.add((interval.high() - interval.low()) / 2);
      covered += interval.contains(point.forgetting()) ? 1 : 0;
      extrapolated += expected.extrapolated() ? 1 : 0;
    }
    int runs = predicted.size();
    PolynomialFit fit = PolynomialFit.of(kl(calibrated), forgetting(calibrated), DEGREE);
    return List.of(
        new HeldOut(
            name,
            runs,
            sum / runs,
            Math.sqrt(squares / runs),
            fit.rSquaredOn(kl(predicted), forgetting(predicted)),
            new Share(covered, runs),
            (double) extrapolated / runs,
            median(reaches),
            deviation(forgetting(calibrated))));
  }

  private static long drifts(List<RazorPoint> points) {
    return points.stream().mapToDouble(RazorPoint::forwardKl).distinct().count();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double deviation(double[] values) {
    return Estimate.of(values).standardError() * Math.sqrt(values.length);
  }

  /** The law through runs, in nats a token and points. */
  static ForgettingLaw law(List<RazorPoint> points) {
    return ForgettingLaw.calibrate(kl(points), forgetting(points), DEGREE);
  }

  private static double[] kl(List<RazorPoint> points) {
    return points.stream().mapToDouble(RazorPoint::forwardKl).toArray();
  }

  private static double[] forgetting(List<RazorPoint> points) {
    return points.stream().mapToDouble(RazorPoint::forgetting).toArray();
  }
}
