package dev.mneme.app.comparison;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.report.Table.Cell;
import dev.mneme.app.report.Table.Column;
import dev.mneme.measure.ContinualScores;
import dev.mneme.measure.Figure;
import dev.mneme.run.Provenance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Findings as a page: the answer first, then what a reader asks next. */
public final class FindingsPage {

  private static final String CHANGE = "tuned against base";
  private static final String NOISE = "base against itself";

  private final Findings findings;
  private final String command;
  private final long seed;

  public FindingsPage(Findings findings, String command, long seed) {
    this.findings = findings;
    this.command = command;
    this.seed = seed;
  }

  public Report report() {
    List<Report.Section> sections = new ArrayList<>();
    sections.add(changes());
    if (findings.sequence() != null) {
      sections.add(sequence(findings.sequence()));
    }
    sections.add(DriftSection.of(findings));
    sections.add(decided());
    sections.add(AnswersSection.of(findings));
    return new Report(
        "%s: may %s replace %s?"
            .formatted(findings.verdict().decision(), findings.tuned(), findings.base()),
        "%d prior tasks of %s%s, the same items before and after."
            .formatted(
                findings.prior().size(),
                findings.suite(),
                findings.gained() == null ? "" : " and the new task " + findings.gained().name()),
        findings.verdict().decision() + ". " + String.join(" ", findings.verdict().reasons()),
        sections,
        new Report.Provenance(
            command,
            List.of(seed),
            Provenance.of(command, Map.of(), Map.of("seed", seed)).libraries(),
            LocalDate.now(ZoneOffset.UTC)));
  }

  private Report.Section changes() {
    List<Chart.Row> rows = new ArrayList<>();
    for (TaskChange task : findings.tasks()) {
      rows.add(
          new Chart.Row(
              findings.title(task), CHANGE, points(task.change().difference()), Optional.empty()));
      if (task.noise().repeats() > 0) {
        double floor = 100 * task.noise().floor();
        rows.add(
            new Chart.Row(
                findings.title(task), NOISE, new Estimate(0, -floor, floor), Optional.empty()));
      }
    }
    return new Report.Section(
        "What was learnt and what was kept",
        new Report.Figure(
            "Change of each task",
            "Points of the tuned model less those of the base on the same items, with %s. Left of 0 something was lost; a prior task is kept where its whole interval lies right of −%s. Below each, how far the base differed from itself when it was asked again."
                .formatted(interval(), Words.points(findings.thresholds().maxDrop())),
            new Chart.Intervals(
                Chart.Axis.linear("Change", "points"),
                rows.stream().anyMatch(row -> row.group().equals(NOISE))
                    ? List.of(CHANGE, NOISE)
                    : List.of(CHANGE),
                rows)),
        tasks());
  }

  private String interval() {
    return String.format(
        Locale.ROOT, "%.0f %% intervals", 100 * findings.thresholds().confidence());
  }

  private static Estimate points(Figure figure) {
    return new Estimate(
        100 * figure.value(),
        100 * Math.min(figure.value(), figure.interval().low()),
        100 * Math.max(figure.value(), figure.interval().high()));
  }

  private static Cell shown(Figure figure) {
    boolean known = !Double.isNaN(figure.interval().low());
    return known ? Cell.of(points(figure), 1) : Cell.of(100 * figure.value(), 1);
  }

  private Table tasks() {
    List<List<Cell>> rows = new ArrayList<>();
    for (TaskChange task : findings.tasks()) {
      int place = findings.prior().indexOf(task);
      rows.add(
          List.of(
              Cell.of(findings.title(task)),
              Cell.of("" + task.change().items()),
              shown(task.before()),
              shown(task.after()),
              shown(task.change().difference()),
              Cell.of(
                  Words.p(
                      place < 0 ? task.change().p() : findings.verdict().adjusted().get(place))),
              Cell.of("" + task.change().lost()),
              Cell.of("" + task.change().gained()),
              Cell.of(place < 0 ? "" : findings.verdict().standings().get(place).word())));
    }
    if (findings.prior().size() > 1) {
      rows.add(
          List.of(
              Cell.of("mean of prior tasks"),
              Cell.of(""),
              Cell.of(100 * findings.meanBefore(), 1),
              Cell.of(100 * findings.meanAfter(), 1),
              shown(findings.meanChange()),
              Cell.of(""),
              Cell.of(""),
              Cell.of(""),
              Cell.of("")));
    }
    return new Table(
        "Scores in per cent with %s; p of “no change”, those of prior tasks raised by Holm; items whose score fell and rose."
            .formatted(interval()),
        List.of(
            Column.words("Task"),
            Column.numbers("Items"),
            Column.numbers("Before"),
            Column.numbers("After"),
            Column.numbers("Points"),
            Column.numbers("p"),
            Column.numbers("Lost"),
            Column.numbers("Gained"),
            Column.words("")),
        rows);
  }

  private Report.Section sequence(Findings.Sequence sequence) {
    ContinualScores scores = sequence.scores();
    List<Column> columns = new ArrayList<>(List.of(Column.words("Model")));
    sequence.tasks().forEach(task -> columns.add(Column.numbers(task)));
    List<List<Cell>> rows = new ArrayList<>();
    List<Chart.Line> lines = new ArrayList<>();
    for (int model = 0; model < findings.models().size(); model++) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.of(findings.models().get(model))));
      for (double score : scores.scores().get(model)) {
        cells.add(Cell.of(100 * score, 1));
      }
      rows.add(cells);
    }
    List<Cell> forgotten = new ArrayList<>(List.of(Cell.of("forgotten, points")));
    scores.forgettingOfEach().forEach(share -> forgotten.add(Cell.of(100 * share, 1)));
    rows.add(forgotten);
    for (int task = 0; task < sequence.tasks().size(); task++) {
      List<Chart.LinePoint> points = new ArrayList<>();
      for (int model = 0; model < findings.models().size(); model++) {
        points.add(
            new Chart.LinePoint(model, Estimate.exact(100 * scores.scores().get(model).get(task))));
      }
      lines.add(new Chart.Line(sequence.tasks().get(task), points));
    }
    return new Report.Section(
        "One after the other",
        new Report.Paragraph(
            "Average accuracy on what was learnt %s %%; backward transfer %s points (below 0: forgotten since it was learnt), forward transfer %s, forgetting %s."
                .formatted(
                    Words.points(scores.averageAccuracy()),
                    Words.points(scores.backwardTransfer()),
                    Words.points(scores.forwardTransfer()),
                    Words.points(scores.forgetting()))),
        new Report.Figure(
            "Scores as tuning goes on",
            "0 is the base; every step learns the next of the new tasks.",
            new Chart.Lines(
                Chart.Axis.linear("Tunings", ""), Chart.Axis.linear("Score", "%"), lines)),
        new Table("Scores in per cent; forgotten is the best ever less the last.", columns, rows));
  }

  private Report.Section decided() {
    Thresholds limits = findings.thresholds();
    List<List<Cell>> rows = new ArrayList<>();
    for (TaskChange task : findings.prior()) {
      rows.add(
          List.of(
              Cell.of(task.name()),
              Cell.of("" + task.change().items()),
              Cell.of(100 * task.change().churn(), 1),
              Cell.of(100 * task.noise().churn(), 1),
              Cell.of(100 * task.noise().floor(), 1),
              Cell.of(100 * findings.detectable(task), 1)));
    }
    return new Report.Section(
        "How it was decided",
        new Report.Notes(
            "The rules",
            List.of(
                "A prior task is kept if its interval leaves no room for a drop of more than %s points."
                    .formatted(Words.points(limits.maxDrop())),
                "It is lost if that is not so, if its drop is significant at %s after Holm's correction over all prior tasks, and if it is larger than the base's own noise. Else it is unclear."
                    .formatted(limits.alpha()),
                "SHIP: all prior tasks are kept and the new task gained more than %s points, by its interval. HOLD: a prior task is lost, or the new task's interval lies below that. UNSURE: neither."
                    .formatted(Words.points(limits.minGain())),
                "Right and wrong answers are compared by McNemar's mid-p test, other scores by a"
                    + " studentised bootstrap over items.",
                findings.samples() > 0
                    ? "Written answers were scored by %d samples at temperature 1; the base was asked again with other seeds and in other batches."
                        .formatted(findings.samples())
                    : "Written answers are the likeliest texts, which no seed changes; the base was"
                        + " asked again in other batches.")),
        new Table(
            "What these items can tell: per cent of items whose score changed; the base against itself; and the smallest drop that would be found with a chance of %.0f %%, in points."
                .formatted(100 * limits.power()),
            List.of(
                Column.words("Task"),
                Column.numbers("Items"),
                Column.numbers("Changed, %"),
                Column.numbers("Base itself, %"),
                Column.numbers("Noise, points"),
                Column.numbers("Smallest drop found")),
            rows));
  }
}
