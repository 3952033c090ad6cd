package dev.mneme.app.recap;

import dev.mneme.app.study.Measured;
import dev.mneme.app.study.StudyRow;
import dev.mneme.data.InputException;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.Measure;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Models of the study as {@code points.csv}: a line a model with all that findings are made of, so
 * that seeds which were trained on several machines can be told of together. Shares are in [0, 1];
 * empty cells are not known.
 */
final class RecapPoints {

  private static final String BASE = "base_";
  private static final String WEIGHT = "weight_";
  private static final String SAMPLED = "sampled_";

  private RecapPoints() {}

  /**
   * Writes them.
   *
   * @param measured how all of them were
   */
  static String write(List<RecapPoint> points, Measured measured) {
    List<String> head =
        new ArrayList<>(List.of("run", "method", "task", "rate", "seed", "seconds"));
    for (Measure measure : Measure.values()) {
      head.add(measure.id());
    }
    for (Measure measure : Measure.values()) {
      head.add(BASE + measure.id());
    }
    for (Aim aim : Aim.values()) {
      head.add(WEIGHT + aim.id());
    }
    for (Aim aim : Aim.values()) {
      head.add(SAMPLED + aim.id());
    }
    head.addAll(measured.columns());
    List<String> lines = new ArrayList<>();
    lines.add(String.join(",", head));
    points.forEach(point -> lines.add(line(point, measured)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(RecapPoint point, Measured measured) {
    List<String> cells =
        new ArrayList<>(
            List.of(
                '"' + point.run() + '"',
                point.method().id(),
                point.task(),
                String.valueOf(point.rate()),
                String.valueOf(point.seed()),
                String.valueOf(point.seconds())));
    for (Measure measure : Measure.values()) {
      cells.add(cell(point.values().get(measure)));
    }
    for (Measure measure : Measure.values()) {
      cells.add(cell(point.base().get(measure)));
    }
    for (Aim aim : Aim.values()) {
      cells.add(cell(point.weights().get(aim)));
    }
    for (Aim aim : Aim.values()) {
      cells.add(cell(point.rewards().get(aim)));
    }
    cells.addAll(measured.cells().values());
    return cells.stream().collect(Collectors.joining(","));
  }

  private static String cell(@Nullable Double value) {
    return value == null || value.isNaN() ? "" : value.toString();
  }

  /**
   * Reads them back.
   *
   * @param measured how they must have been
   * @throws InputException naming the file and the line, if it is not what {@link #write} wrote, or
   *     its models were measured otherwise
   */
  static List<RecapPoint> read(Path file, Measured measured) {
    return StudyRow.all(file, "recap", measured, RecapPoints::point);
  }

  private static RecapPoint point(StudyRow row) {
    return new RecapPoint(
        row.text("run"),
        RecapMethod.of(row.text("method"))
            .orElseThrow(() -> new IllegalArgumentException("there is no such method")),
        row.text("task"),
        row.number("rate"),
        (long) row.number("seed"),
        measures(row, ""),
        measures(row, BASE),
        row.number("seconds"),
        ofAims(row, WEIGHT),
        ofAims(row, SAMPLED));
  }

  private static Map<Aim, Double> ofAims(StudyRow row, String prefix) {
    Map<Aim, Double> values = new EnumMap<>(Aim.class);
    for (Aim aim : Aim.values()) {
      if (row.has(prefix + aim.id())) {
        values.put(aim, row.number(prefix + aim.id()));
      }
    }
    return values;
  }

  private static Map<Measure, Double> measures(StudyRow row, String prefix) {
    Map<Measure, Double> measures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      String name = prefix + measure.id();
      measures.put(measure, row.has(name) ? row.number(name) : Double.NaN);
    }
    return measures;
  }
}
