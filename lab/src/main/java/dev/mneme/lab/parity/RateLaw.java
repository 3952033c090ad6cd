package dev.mneme.lab.parity;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Observation;
import dev.mneme.measure.PolynomialFit;
import dev.mneme.measure.PredictorComparison;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The law among the models of one learning rate: if forgetting were a function of the forward KL
 * alone, no rate would lie above or below the law that is fitted to all.
 *
 * @param points models measured at this rate
 * @param rSquared of a 2nd-degree polynomial in forward KL fitted to them alone
 * @param aboveLaw mean forgetting in points more than the law fitted to all rates says
 */
public record RateLaw(double rate, int points, Figure rSquared, double aboveLaw) {

  /** One law a rate, the lowest first. */
  static List<RateLaw> of(List<Point> points, PolynomialFit all, ClusterBootstrap bootstrap) {
    return points.stream()
        .collect(
            Collectors.groupingBy(
                point -> point.recipe().tuning().learningRate(), TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> of(entry.getKey(), entry.getValue(), all, bootstrap))
        .toList();
  }

  private static RateLaw of(
      double rate, List<Point> points, PolynomialFit all, ClusterBootstrap bootstrap) {
    List<Observation> observations =
        points.stream()
            .map(point ->
                new Observation(
                    point.trial(),
                    point.method().id(),
                    point.forgetting(),
                    Map.of(Point.FORWARD_KL, point.forwardKl())))
            .toList();
    double above =
        points.stream()
            .mapToDouble(point -> point.forgetting() - all.at(point.forwardKl()))
            .average()
            .orElseThrow();
    return new RateLaw(
        rate,
        points.size(),
        PredictorComparison.of(observations, 2, bootstrap).score(Point.FORWARD_KL).rSquared(),
        above);
  }
}
