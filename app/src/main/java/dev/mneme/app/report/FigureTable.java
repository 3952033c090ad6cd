package dev.mneme.app.report;

import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** A figure's data as a table, for those who cannot or would rather not look at the drawing. */
final class FigureTable {

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private FigureTable() {}

  static Table of(Chart chart) {
    return switch (chart) {
      case Chart.Scatter scatter -> scatter(scatter);
      case Chart.Intervals intervals -> intervals(intervals);
      case Chart.Lines lines -> lines(lines);
    };
  }

  private static Table scatter(Chart.Scatter chart) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Chart.Reference point : chart.references()) {
      rows.add(row(point.method(), point.x(), point.y(), point.what() + ": " + point.label()));
    }
    for (Chart.Curve curve : chart.curves()) {
      for (Chart.Vertex point : curve.points()) {
        rows.add(row(curve.name(), point.x(), point.y(), curve.what()));
      }
    }
    for (Chart.Series series : chart.series()) {
      for (Chart.Point point : series.points()) {
        rows.add(row(series.method(), point.x(), point.y(), point.label()));
      }
    }
    return new Table(
        "",
        List.of(
            Column.words("Method"),
            Column.numbers(chart.x().title()),
            Column.numbers(chart.y().title()),
            Column.words("Point")),
        rows);
  }

  private static List<Cell> row(String method, double x, double y, String label) {
    return List.of(Cell.of(method), number(x), number(y), Cell.of(label));
  }

  private static Table intervals(Chart.Intervals chart) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Chart.Row row : chart.rows()) {
      rows.add(
          List.of(
              Cell.of(row.name()),
              Cell.of(row.group()),
              number(row.estimate().value()),
              number(row.estimate().low()),
              number(row.estimate().high()),
              row.published().map(FigureTable::number).orElse(Cell.of("–"))));
    }
    return new Table(
        "",
        List.of(
            Column.words("Row"),
            Column.words("Group"),
            Column.numbers(chart.value().title()),
            Column.numbers("low"),
            Column.numbers("high"),
            Column.numbers("published")),
        rows);
  }

  private static Table lines(Chart.Lines chart) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Chart.Line line : chart.lines()) {
      for (Chart.LinePoint point : line.points()) {
        rows.add(
            List.of(
                Cell.of(line.name()),
                number(point.x()),
                number(point.y().value()),
                number(point.y().low()),
                number(point.y().high())));
      }
    }
    return new Table(
        "",
        List.of(
            Column.words("Method"),
            Column.numbers(chart.x().title()),
            Column.numbers(chart.y().title()),
            Column.numbers("low"),
            Column.numbers("high")),
        rows);
  }

  /** Six significant digits, in the notation that is shorter to read. */
  private static Cell number(double number) {
    BigDecimal rounded = new BigDecimal(number).round(SIX_DIGITS).stripTrailingZeros();
    double size = Math.abs(number);
    boolean plain = number == 0 || (size >= 1e-4 && size < 1e9);
    return Cell.of((plain ? rounded.toPlainString() : rounded.toString()).replace('-', '−'));
  }
}
