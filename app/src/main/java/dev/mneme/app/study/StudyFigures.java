package dev.mneme.app.study;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Table;
import dev.mneme.measure.Figure;
import dev.mneme.measure.TradeoffCurve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** What the pages of studies draw and write alike. */
public final class StudyFigures {

  private static final int CURVE_POINTS = 60;

  private StudyFigures() {}

  /** The points of each method, in the order of the methods; those without points are left out. */
  public static <M, P> List<Chart.Series> series(
      List<M> methods,
      Function<M, String> title,
      List<P> points,
      Function<P, M> method,
      Function<P, Chart.Point> drawn) {
    return methods.stream()
        .map(each ->
            new Chart.Series(
                title.apply(each),
                points.stream()
                    .filter(point -> method.apply(point).equals(each))
                    .map(drawn)
                    .toList()))
        .filter(series -> !series.points().isEmpty())
        .toList();
  }

  /** What all models began with. */
  public static Chart.Reference base(double x, double y) {
    return new Chart.Reference("Base", "base", x, y, "before any training");
  }

  /** A law of forgetting from the least to the most drift. */
  public static Chart.Curve law(double least, double most, DoubleUnaryOperator forgetting) {
    List<Chart.Vertex> vertices = new ArrayList<>();
    for (int i = 0; i <= CURVE_POINTS; i++) {
      double x = least + (most - least) * i / CURVE_POINTS;
      vertices.add(new Chart.Vertex(x, forgetting.applyAsDouble(x)));
    }
    return new Chart.Curve("law", "2nd-degree fit", vertices);
  }

  /** The exponential of a method's trade-off, in per cent. */
  public static Chart.Curve front(String method, TradeoffCurve curve) {
    return new Chart.Curve(
        method,
        "exponential through the models within 2 points of the Pareto front",
        curve.near().stream()
            .sorted(Comparator.comparingDouble(TradeoffCurve.Outcome::newTask))
            .map(outcome ->
                new Chart.Vertex(100 * outcome.newTask(), 100 * curve.fit().at(outcome.newTask())))
            .toList());
  }

  /** Whether there is a number, and an interval around it. */
  public static boolean isKnown(Figure figure) {
    return Double.isFinite(figure.value())
        && Double.isFinite(figure.interval().low())
        && Double.isFinite(figure.interval().high());
  }

  /** A number that is finite, with its interval if there is one. */
  public static Estimate estimate(Figure figure) {
    return isKnown(figure)
        ? new Estimate(figure.value(), figure.interval().low(), figure.interval().high())
        : Estimate.exact(figure.value());
  }

  /** A number with its interval if there is one; a dash without a number. */
  public static Table.Cell cell(Figure figure, int decimals) {
    return isKnown(figure)
        ? Table.Cell.of(estimate(figure), decimals)
        : cell(figure.value(), decimals);
  }

  /** A number; a dash for none. */
  public static Table.Cell cell(double value, int decimals) {
    return Table.Cell.of(Double.isFinite(value) ? value : Double.NaN, decimals);
  }
}
