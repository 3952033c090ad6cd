package dev.mneme.app.razor;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Models of the study as {@code points.csv}: a line a model with all that findings are made of, so
 * that seeds which were trained on several machines can be told of together. Empty cells are not
 * known.
 */
final class RazorPoints {

  private static final List<String> COLUMNS =
      List.of(
          "run",
          "method",
          "task",
          "rate",
          "seed",
          "new",
          "prior",
          "base_new",
          "base_prior",
          "seconds");

  private RazorPoints() {}

  static String write(List<RazorPoint> points) {
    TreeSet<String> measures = new TreeSet<>();
    points.forEach(point -> measures.addAll(point.drift().keySet()));
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", COLUMNS) + "," + String.join(",", measures));
    for (RazorPoint point : points) {
      List<Object> cells =
          new ArrayList<>(
              List.of(
                  '"' + point.run() + '"',
                  point.method().id(),
                  point.task(),
                  point.rate(),
                  point.seed(),
                  point.scores().newTask(),
                  point.scores().prior(),
                  point.base().newTask(),
                  point.base().prior(),
                  point.seconds()));
      measures.forEach(name -> {
        Double value = point.drift().get(name);
        cells.add(value == null ? "" : value);
      });
      lines.add(cells.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * Reads them back.
   *
   * @throws InputException naming the file and the line, if it is not what {@link #write} wrote
   */
  static List<RazorPoint> read(Path file) {
    List<RazorPoint> points = new ArrayList<>();
    try (Records records = Records.open(file)) {
      for (long number = 0; number < records.size(); number++) {
        points.add(point(records.row(number)));
      }
    }
    return points;
  }

  private static RazorPoint point(Row row) {
    try {
      return new RazorPoint(
          text(row, "run"),
          RazorMethod.of(text(row, "method"))
              .orElseThrow(() -> new IllegalArgumentException("there is no such method")),
          text(row, "task"),
          number(row, "rate"),
          (long) number(row, "seed"),
          new RazorPoint.Scores(number(row, "new"), number(row, "prior")),
          new RazorPoint.Scores(number(row, "base_new"), number(row, "base_prior")),
          number(row, "seconds"),
          drift(row));
    } catch (IllegalArgumentException wrong) {
      throw new InputException(
          "%s is no model of this study: %s. Name a points.csv that mneme reproduce razor-lm wrote."
              .formatted(row.place(), wrong.getMessage()),
          wrong);
    }
  }

  private static Map<String, Double> drift(Row row) {
    Map<String, Double> drift = new LinkedHashMap<>();
    for (String name : row.columns().keySet()) {
      if (!COLUMNS.contains(name) && !text(row, name).isEmpty()) {
        drift.put(name, number(row, name));
      }
    }
    return drift;
  }

  private static String text(Row row, String name) {
    Object value = row.columns().get(name);
    return value == null ? "" : value.toString();
  }

  private static double number(Row row, String name) {
    String text = text(row, name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("%s is \"%s\"".formatted(name, text), wrong);
    }
  }
}
