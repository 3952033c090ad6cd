package dev.mneme.app.budget;

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
 * seeds which were trained on several machines can be told of together. Empty cells are not known.
 */
final class BudgetPoints {

  private static final String COLUMNS =
      "run,method,task,way,setting,seed,new,base_new,forgetting,forgetting_low,forgetting_high,predicted,kl,seconds";

  private BudgetPoints() {}

  static String write(List<BudgetPoint> points) {
    List<String> lines = new ArrayList<>();
    lines.add(COLUMNS);
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
              cell(point.seconds())));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /**
   * Reads them back.
   *
   * @throws InputException naming the file and the line, if it is not what {@link #write} wrote
   */
  static List<BudgetPoint> read(Path file) {
    return StudyRow.all(file, "budget", BudgetPoints::point);
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
