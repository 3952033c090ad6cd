package dev.mneme.app.quickstart;

import dev.mneme.app.comparison.TaskChange;
import dev.mneme.app.comparison.Words;
import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import dev.mneme.measure.Figure;
import dev.mneme.run.Provenance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same as a page. */
final class QuickstartPage {

  private final QuickstartWords words;
  private final String command;
  private final long seed;

  QuickstartPage(QuickstartWords words, String command, long seed) {
    this.words = words;
    this.command = command;
    this.seed = seed;
  }

  Report report() {
    return new Report(
        "Taught twice: what was learnt, what was forgotten",
        "One base model learns %s by imitating an outside teacher (SFT) and by rewards for what it writes itself (GRPO)."
            .formatted(words.task()),
        String.join(" ", words.sentences()),
        List.of(changes(), drift()),
        new Report.Provenance(
            command,
            List.of(seed),
            Provenance.of(command, Map.of(), Map.of("seed", seed)).libraries(),
            LocalDate.now(ZoneOffset.UTC)));
  }

  private Report.Section changes() {
    List<Chart.Row> drawn = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    int tasks = words.taught().getFirst().findings().tasks().size();
    for (int i = 0; i < tasks; i++) {
      List<Cell> cells = new ArrayList<>();
      for (Taught each : words.taught()) {
        TaskChange task = each.findings().tasks().get(i);
        String name = i == 0 ? "new: " + task.name() : task.name();
        if (cells.isEmpty()) {
          cells.add(Cell.of(name));
          cells.add(Cell.of("" + task.change().items()));
          cells.add(Cell.of(100 * task.before().value(), 1));
        }
        cells.add(Cell.of(100 * task.after().value(), 1));
        drawn.add(
            new Chart.Row(name, each.way(), points(task.change().difference()), Optional.empty()));
      }
      rows.add(cells);
    }
    return new Report.Section(
        "What was learnt and what was kept",
        new Report.Figure(
            "Change of each task",
            "Points of the tuned model less those of the base on the same items, with 95 % intervals. Left of 0 something was lost.",
            new Chart.Intervals(
                Chart.Axis.linear("Change", "points"),
                words.taught().stream().map(Taught::way).toList(),
                drawn)),
        new Table(
            "Right answers in per cent.",
            List.of(
                Column.words("Task"),
                Column.numbers("Items"),
                Column.numbers("Base"),
                Column.numbers("SFT"),
                Column.numbers("GRPO")),
            rows));
  }

  private Report.Section drift() {
    List<Chart.Series> series = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (Taught each : words.taught()) {
      double forgotten = -100 * each.kept().value();
      series.add(
          new Chart.Series(
              each.way(),
              List.of(
                  new Chart.Point(
                      each.kl().value(),
                      forgotten,
                      "%s: %s points".formatted(each.way(), Words.brief(forgotten))))));
      rows.add(
          List.of(
              Cell.of(each.way()),
              Cell.of(estimate(each.kl()), 3),
              Cell.of(estimate(each.drift().reverse().perToken()), 3),
              Cell.of(
                  new Estimate(
                      forgotten,
                      -100 * each.kept().interval().high(),
                      -100 * each.kept().interval().low()),
                  1)));
    }
    return new Report.Section(
        "Distance and forgetting",
        new Report.Figure(
            "Forgetting against forward KL",
            "The KL is measured on the new task's prompts alone; the points lost are means over the prior tasks.",
            new Chart.Scatter(
                Chart.Axis.linear("Forward KL", "nats a token"),
                Chart.Axis.linear("Forgotten", "points"),
                series,
                List.of(),
                List.of())),
        new Table(
            "With 95 % intervals.",
            List.of(
                Column.words("Way"),
                Column.numbers("Forward KL, nats a token"),
                Column.numbers("Reverse KL"),
                Column.numbers("Forgotten, points")),
            rows));
  }

  private static Estimate points(Figure figure) {
    return new Estimate(
        100 * figure.value(),
        100 * Math.min(figure.value(), figure.interval().low()),
        100 * Math.max(figure.value(), figure.interval().high()));
  }

  private static Estimate estimate(Figure figure) {
    return new Estimate(figure.value(), figure.interval().low(), figure.interval().high());
  }
}
