package dev.mneme.app.sweep;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.sweep.TrialState.Outcome;
import dev.mneme.measure.Figure;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A sweep as a page. */
final class SweepReport {

  /** Settings that one drawing of intervals can hold. */
  private static final int MOST_ROWS = 40;

  /** Values that lie further apart, as a ratio, are drawn on a logarithmic axis. */
  private static final double WIDE = 8;

  private final SweepFindings findings;
  private final SweepRecipe recipe;
  private final Labels labels;
  private final String name;
  private final Path folder;

  /**
   * @param name of the sweep
   * @param folder of the sweep, from which trials are named
   */
  SweepReport(SweepFindings findings, String name, Path folder) {
    this.findings = findings;
    this.recipe = findings.plan().recipe();
    this.labels = new Labels(findings.plan().settings());
    this.name = name;
    this.folder = folder;
  }

  Report of(String command, Map<String, String> versions) {
    List<Report.Section> sections = new ArrayList<>();
    sections.add(new Report.Section("Which setting is best", ranked()));
    List<Report.Block> charts = keys();
    if (!charts.isEmpty()) {
      sections.add(new Report.Section("What each key does", charts));
    }
    sections.add(new Report.Section("On the way", List.of(curves())));
    sections.add(new Report.Section("Every trial", everyTrial()));
    return new Report(
        name + ": a sweep",
        "%d trials of %d settings, ranked by %s."
            .formatted(findings.rows().size(), findings.standings().size(), recipe.figure()),
        verdict(),
        sections,
        new Report.Provenance(command, recipe.seeds(), versions, LocalDate.now(ZoneOffset.UTC)));
  }

  private String verdict() {
    SweepFindings.Standing best = findings.standings().getFirst();
    if (best.finished() == 0) {
      return "No trial reached its end.";
    }
    String mean = SweepTables.number(best.mean().value());
    String interval =
        best.finished() < 2
            ? "one seed, so no interval"
            : "95 %% interval %s to %s over %d seeds"
                .formatted(
                    SweepTables.number(best.mean().interval().low()),
                    SweepTables.number(best.mean().interval().high()),
                    best.finished());
    long diverged =
        findings.rows().stream().filter(row -> row.state().outcome() == Outcome.DIVERGED).count();
    return "Best: %s, with a mean %s of %s (%s).%s"
        .formatted(
            labels.of(best.setting()),
            recipe.figure(),
            mean,
            interval,
            diverged == 0 ? "" : " Diverged: %d of the trials.".formatted(diverged));
  }

  private List<Report.Block> ranked() {
    List<Report.Block> blocks = new ArrayList<>();
    List<Chart.Row> rows =
        findings.standings().stream()
            .filter(standing -> isShown(standing.mean().value()))
            .limit(MOST_ROWS)
            .map(standing ->
                new Chart.Row(
                    labels.of(standing.setting()),
                    recipe.figure(),
                    estimate(standing.mean()),
                    Optional.empty()))
            .toList();
    if (!rows.isEmpty()) {
      blocks.add(
          new Report.Figure(
              "Settings, the best first",
              "Means over seeds; whiskers are 95 % intervals by Student's t, and missing where there is one seed. At most "
                  + MOST_ROWS
                  + " settings are drawn.",
              new Chart.Intervals(
                  Chart.Axis.linear(recipe.figure(), ""), List.of(recipe.figure()), rows)));
    }
    blocks.add(standings());
    blocks.add(
        new Report.Notes(
            "How to read this",
            List.of(
                "The best of many settings looks better than it is, since chance helped to choose it. Confirm it with seeds that took no part.",
                "Intervals are exact for figures that vary normally between seeds; settings whose intervals overlap widely are not told apart by this sweep.",
                "A setting that diverged with a seed stands behind those that did not: the mean over its other seeds leaves out the worst.")));
    return blocks;
  }

  private static Estimate estimate(Figure mean) {
    return Double.isNaN(mean.interval().low())
        ? Estimate.exact(mean.value())
        : new Estimate(mean.value(), mean.interval().low(), mean.interval().high());
  }

  private Table standings() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    int rank = 0;
    for (SweepFindings.Standing standing : findings.standings()) {
      rank++;
      boolean interval = isShown(standing.mean().interval().low());
      String mean = SweepTables.number(standing.mean().value());
      rows.add(
          List.of(
              Table.Cell.of(standing.finished() == 0 ? "–" : "" + rank),
              Table.Cell.of(labels.of(standing.setting())),
              interval
                  ? new Table.Cell(
                      mean,
                      "[%s, %s]"
                          .formatted(
                              SweepTables.number(standing.mean().interval().low()),
                              SweepTables.number(standing.mean().interval().high())))
                  : Table.Cell.of(mean),
              Table.Cell.of("" + standing.finished()),
              Table.Cell.of("" + standing.diverged())));
    }
    return new Table(
        "Settings by their mean over seeds, with 95 % intervals.",
        List.of(
            Table.Column.numbers("Rank"),
            Table.Column.words("Setting"),
            Table.Column.numbers("Mean " + recipe.figure()),
            Table.Column.numbers("Seeds"),
            Table.Column.numbers("Diverged")),
        rows);
  }

  /** The figure against each key that takes several numbers. */
  private List<Report.Block> keys() {
    List<Report.Block> charts = new ArrayList<>();
    for (String key : labels.keys()) {
      Map<String, List<Chart.Point>> series = new LinkedHashMap<>();
      for (SweepFindings.Row row : findings.rows()) {
        Setting setting = row.trial().setting();
        setting
            .number(key)
            .ifPresent(x -> {
              if (isShown(x) && isShown(row.value())) {
                series
                    .computeIfAbsent(setting.group(), unknown -> new ArrayList<>())
                    .add(new Chart.Point(x, row.value(), label(row)));
              }
            });
      }
      double[] xs =
          series.values().stream().flatMap(List::stream).mapToDouble(Chart.Point::x).toArray();
      if (Arrays.stream(xs).distinct().count() > 1) {
        charts.add(chart(key, series, axis(key, xs)));
      }
    }
    return charts;
  }

  private Chart.Axis axis(String key, double... xs) {
    double least = Arrays.stream(xs).min().orElseThrow();
    double most = Arrays.stream(xs).max().orElseThrow();
    return least > 0 && most / least > WIDE ? Chart.Axis.log(key, "") : Chart.Axis.linear(key, "");
  }

  private Report.Figure chart(String key, Map<String, List<Chart.Point>> series, Chart.Axis axis) {
    return new Report.Figure(
        recipe.figure() + " against " + key,
        "Each point is a trial; what else it changes is shown when it is pointed at. Trials that diverged are left out.",
        new Chart.Scatter(
            axis,
            Chart.Axis.linear(recipe.figure(), ""),
            series.entrySet().stream()
                .map(each -> new Chart.Series(each.getKey(), each.getValue()))
                .toList(),
            List.of(),
            List.of()));
  }

  private String label(SweepFindings.Row row) {
    return labels.of(row.trial().setting()) + ", " + seed(row);
  }

  private static String seed(SweepFindings.Row row) {
    return "seed " + row.trial().seed();
  }

  private Report.Block curves() {
    List<Chart.Line> lines = new ArrayList<>();
    for (SweepFindings.Row row : findings.rows()) {
      List<Chart.LinePoint> points =
          row.figures().curve().stream()
              .filter(point -> isShown(point.value()))
              .map(point -> new Chart.LinePoint(point.step(), Estimate.exact(point.value())))
              .toList();
      if (!points.isEmpty()) {
        lines.add(new Chart.Line(labels.of(row.trial().setting()), seed(row), points));
      }
    }
    if (lines.isEmpty()) {
      return new Report.Paragraph(
          "%s is measured on finished models, not on the way.".formatted(recipe.figure()));
    }
    return new Report.Figure(
        recipe.figure() + " on the way",
        "A line a trial, a colour a setting; also of trials that diverged, up to there.",
        new Chart.Lines(
            Chart.Axis.linear("Steps", ""), Chart.Axis.linear(recipe.figure(), ""), lines));
  }

  private List<Report.Block> everyTrial() {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.words("Trial"));
    columns.add(Table.Column.numbers("Seed"));
    columns.add(Table.Column.numbers(recipe.figure()));
    recipe.also().forEach(figure -> columns.add(Table.Column.numbers(figure)));
    columns.add(Table.Column.numbers("Steps"));
    columns.add(Table.Column.numbers("Seconds"));
    columns.add(Table.Column.words("Folder"));
    List<List<Table.Cell>> rows = new ArrayList<>();
    List<String> ended = new ArrayList<>();
    for (SweepFindings.Row row : findings.rows()) {
      List<Table.Cell> cells = new ArrayList<>();
      cells.add(Table.Cell.of(labels.of(row.trial().setting())));
      cells.add(Table.Cell.of("" + row.trial().seed()));
      cells.add(
          Table.Cell.of(row.isFinished() ? SweepTables.number(row.value()) : row.state().word()));
      recipe
          .also()
          .forEach(figure -> cells.add(Table.Cell.of(SweepTables.number(row.figure(figure)))));
      cells.add(Table.Cell.of("" + row.figures().steps()));
      cells.add(Table.Cell.of(row.state().seconds(), 1));
      cells.add(Table.Cell.of(folder.relativize(row.folder()).toString()));
      rows.add(cells);
      if (!row.state().reason().isEmpty()) {
        ended.add(label(row) + " " + row.state().word() + ": " + row.state().reason());
      }
    }
    List<Report.Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            "All trials. Seconds are of the clock, with whatever else the machine did.",
            columns,
            rows));
    if (!ended.isEmpty()) {
      blocks.add(new Report.Notes("Diverged or failed", ended));
    }
    return blocks;
  }

  private static boolean isShown(double value) {
    return Double.isFinite(value);
  }
}
