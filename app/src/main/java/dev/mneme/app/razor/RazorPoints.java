package dev.mneme.app.razor;

import dev.mneme.app.study.Measured;
import dev.mneme.app.study.StudyRow;
import dev.mneme.data.InputException;
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
 * that seeds which were trained on several machines can be told of together, and with how they were
 * {@link Measured}. Empty cells are not known.
 */
final class RazorPoints {

  private static final List<String> COLUMNS =
      List.of(
          "run",
          "method",
          "task",
          "rate",
          "seed",
          "steps",
          "new",
          "prior",
          "base_new",
          "base_prior",
          "seconds");

  private RazorPoints() {}

  /**
   * Writes them.
   *
   * @param measured how all of them were
   */
  static String write(List<RazorPoint> points, Measured measured) {
    TreeSet<String> measures = new TreeSet<>();
    points.forEach(point -> measures.addAll(point.drift().keySet()));
    List<String> lines = new ArrayList<>();
    List<String> names = new ArrayList<>(COLUMNS);
    names.addAll(measured.columns());
    names.addAll(measures);
    lines.add(String.join(",", names));
    for (RazorPoint point : points) {
      List<Object> cells =
          new ArrayList<>(
              List.of(
                  '"' + point.run() + '"',
                  point.method().id(),
                  point.task(),
                  point.rate(),
                  point.seed(),
                  point.steps(),
                  point.scores().newTask(),
                  point.scores().prior(),
                  point.base().newTask(),
                  point.base().prior(),
                  Double.isNaN(point.seconds()) ? "" : point.seconds()));
      cells.addAll(measured.cells().values());
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
   * @param measured how they must have been
   * @throws InputException in one line naming the file, if it is not what {@link #write} wrote, or
   *     its models were measured otherwise
   */
  static List<RazorPoint> read(Path file, Measured measured) {
    return StudyRow.all(file, "razor-lm", measured, row -> point(row, measured));
  }

  private static RazorPoint point(StudyRow row, Measured measured) {
    return new RazorPoint(
        row.text("run"),
        RazorMethod.of(row.text("method"))
            .orElseThrow(() -> new IllegalArgumentException("there is no such method")),
        row.text("task"),
        row.number("rate"),
        (long) row.number("seed"),
        steps(row),
        new RazorPoint.Scores(row.number("new"), row.number("prior")),
        new RazorPoint.Scores(row.number("base_new"), row.number("base_prior")),
        row.has("seconds") ? row.number("seconds") : Double.NaN,
        drift(row, measured));
  }

  private static int steps(StudyRow row) {
    double steps = row.number("steps");
    if (!(steps >= 1 && steps <= Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("steps is \"%s\"".formatted(row.text("steps")));
    }
    return (int) steps;
  }

  private static Map<String, Double> drift(StudyRow row, Measured measured) {
    Map<String, Double> drift = new LinkedHashMap<>();
    for (String name : row.columns()) {
      if (!COLUMNS.contains(name) && !measured.columns().contains(name) && row.has(name)) {
        drift.put(name, row.number(name));
      }
    }
    return drift;
  }
}
