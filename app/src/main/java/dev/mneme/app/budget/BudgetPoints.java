package dev.mneme.app.budget;

import dev.mneme.app.study.Measured;
import dev.mneme.app.study.StudyRow;
import dev.mneme.data.InputException;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.lab.budget.Way;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of the study as {@code points.csv}: a line a run with all that findings are made of, so that
 * parts which were trained on several machines can be told of together, and with how they were
 * {@link Measured}. Empty cells are not known.
 */
final class BudgetPoints {

  private static final String COLUMNS =
      "run,method,task,way,setting,seed,new,base_new,forgetting,forgetting_low,forgetting_high,predicted,kl,seconds";

  private BudgetPoints() {}

  /**
   * Writes them.
   *
   * @param measured how all of them were
   */
  static String write(List<BudgetPoint> points, Measured measured) {
    List<String> lines = new ArrayList<>();
    lines.add(COLUMNS + "," + String.join(",", measured.columns()));
    for (BudgetPoint point : points) {
      lines.add(
          String.join(
              ",",
              '"' + point.run() + '"',
              point.method().id(),
              point.task(),
              point.way().id(),
              cell(point.setting()),
              String.valueOf(point.seed()),
              cell(point.newTask()),
              cell(point.baseNewTask()),
              cell(point.forgetting().value()),
              cell(point.forgetting().interval().low()),
              cell(point.forgetting().interval().high()),
              cell(point.predicted()),
              cell(point.kl()),
              cell(point.seconds()),
              String.join(",", measured.cells().values())));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /**
   * Reads them back.
   *
   * @param measured how they must have been
   * @throws InputException naming the file and the line, if it is not what {@link #write} wrote, or
   *     its runs were measured otherwise
   */
  static List<BudgetPoint> read(Path file, Measured measured) {
    return StudyRow.all(file, "budget", measured, BudgetPoints::point);
  }

  private static BudgetPoint point(StudyRow row) {
    return new BudgetPoint(
        row.text("run"),
        BudgetMethod.of(row.text("method"))
            .orElseThrow(() -> new IllegalArgumentException("there is no such method")),
        row.text("task"),
        Way.of(row.text("way"))
            .orElseThrow(() -> new IllegalArgumentException("there is no such way")),
        row.number("setting"),
        (long) row.number("seed"),
        row.number("new"),
        row.number("base_new"),
        new Figure(
            row.number("forgetting"),
            new Interval(known(row, "forgetting_low"), known(row, "forgetting_high"))),
        known(row, "predicted"),
        known(row, "kl"),
        row.number("seconds"));
  }

  private static double known(StudyRow row, String name) {
    return row.has(name) ? row.number(name) : Double.NaN;
  }
}
