package dev.mneme.app.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/**
 * The data of one figure. The same record, as JSON, is what {@code charts.js} draws. Numbers are
 * finite: a run that diverged is left out and said so in words.
 *
 * <p>Colours go by method: the name of a series. A method has one colour and one mark in all
 * figures of a page, given in the order in which methods first appear.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Chart.Scatter.class, name = "scatter"),
  @JsonSubTypes.Type(value = Chart.Intervals.class, name = "intervals"),
  @JsonSubTypes.Type(value = Chart.Lines.class, name = "lines")
})
public sealed interface Chart {

  /**
   * Points of several methods, with curves over them and what they are held against beside them.
   *
   * @param references what points are held against, drawn as hollow diamonds
   */
  record Scatter(
      Axis x, Axis y, List<Series> series, List<Curve> curves, List<Reference> references)
      implements Chart {

    public Scatter {
      series = List.copyOf(series);
      curves = List.copyOf(curves);
      references = List.copyOf(references);
      for (Series one : series) {
        one.points().forEach(point -> x.requireShown(point.x()));
        one.points().forEach(point -> y.requireShown(point.y()));
      }
      for (Curve curve : curves) {
        curve.points().forEach(point -> x.requireShown(point.x()));
        curve.points().forEach(point -> y.requireShown(point.y()));
      }
      references.forEach(reference -> x.requireShown(reference.x()));
      references.forEach(reference -> y.requireShown(reference.y()));
    }
  }

  /** The points of one method. */
  record Series(String method, List<Point> points) {

    public Series {
      points = List.copyOf(points);
    }
  }

  /** A point and what is shown when it is pointed at, such as its learning rate and seed. */
  record Point(double x, double y, String label) {

    public Point {
      requireFinite(x, "x");
      requireFinite(y, "y");
    }
  }

  /**
   * A line over the points, such as a fit or a Pareto front.
   *
   * @param name the method in whose colour it is drawn and with which it is hidden; any other name
   *     is a line of its own, in the colour of the text
   * @param what what the line is, such as "Pareto front"
   */
  record Curve(String name, String what, List<Vertex> points) {

    public Curve {
      points = List.copyOf(points);
    }
  }

  /** A corner of a curve. */
  record Vertex(double x, double y) {

    public Vertex {
      requireFinite(x, "x");
      requireFinite(y, "y");
    }
  }

  /**
   * What points are held against.
   *
   * @param method in whose colour it is drawn and with which it is hidden; any other name is drawn
   *     in the colour of the text
   * @param what what it is, such as "published"
   */
  record Reference(String method, String what, double x, double y, String label) {

    public Reference {
      requireFinite(x, "x");
      requireFinite(y, "y");
    }
  }

  /**
   * One row per name and, in each row, one dot with whiskers per group, such as the R² of
   * predictors measured on two sets of inputs.
   *
   * @param groups at most two, in the order in which they are drawn
   */
  record Intervals(Axis value, List<String> groups, List<Row> rows) implements Chart {

    public Intervals {
      groups = List.copyOf(groups);
      rows = List.copyOf(rows);
      if (groups.isEmpty() || groups.size() > 2) {
        throw new IllegalArgumentException(
            "intervals are drawn in one or two groups, were " + groups);
      }
      for (Row row : rows) {
        if (!groups.contains(row.group())) {
          throw new IllegalArgumentException(
              "row \"%s\" is of group \"%s\", groups are %s"
                  .formatted(row.name(), row.group(), groups));
        }
        value.requireShown(row.estimate().low());
      }
    }
  }

  /**
   * A number of one row in one group.
   *
   * @param published the published value, drawn as a tick
   */
  record Row(String name, String group, Estimate estimate, Optional<Double> published) {

    public Row {
      published.ifPresent(number -> requireFinite(number, "published"));
    }
  }

  /** Curves over a common x, such as metrics over optimizer steps, each with an optional band. */
  record Lines(Axis x, Axis y, List<Line> lines) implements Chart {

    public Lines {
      lines = List.copyOf(lines);
      for (Line line : lines) {
        line.points().forEach(point -> x.requireShown(point.x()));
        line.points().forEach(point -> y.requireShown(point.y().low()));
      }
    }
  }

  /**
   * One method's curve, by rising x.
   *
   * @param label what tells it from others of the same method, such as its seed; may be empty
   */
  record Line(String method, String label, List<LinePoint> points) {

    public Line {
      points = List.copyOf(points);
    }

    /** The only curve of a method. */
    public Line(String method, List<LinePoint> points) {
      this(method, "", points);
    }

    /** The method and what tells it from others. */
    String name() {
      return label.isEmpty() ? method : method + ", " + label;
    }
  }

  /** The value at x; a band is drawn where its interval is wider than nothing. */
  record LinePoint(double x, Estimate y) {

    public LinePoint {
      requireFinite(x, "x");
    }
  }

  /**
   * What an axis measures.
   *
   * @param unit empty where there is none
   * @param log whether the scale is logarithmic; all its numbers are then positive
   */
  record Axis(String name, String unit, boolean log) {

    /** An axis with equal steps. */
    public static Axis linear(String name, String unit) {
      return new Axis(name, unit, false);
    }

    /** An axis with equal ratios. */
    public static Axis log(String name, String unit) {
      return new Axis(name, unit, true);
    }

    /** The name as it stands at the axis. */
    String title() {
      return unit.isEmpty() ? name : name + " (" + unit + ")";
    }

    void requireShown(double number) {
      if (log && number <= 0) {
        throw new IllegalArgumentException(
            "axis \"%s\" is logarithmic and cannot show %s".formatted(name, number));
      }
    }
  }

  /** Refuses what no chart can show. */
  static void requireFinite(double number, String what) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("%s must be finite, was %s".formatted(what, number));
    }
  }
}
