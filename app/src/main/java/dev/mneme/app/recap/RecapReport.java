package dev.mneme.app.recap;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.app.study.StudyFigures;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.Measure;
import dev.mneme.lab.recap.Paired;
import dev.mneme.lab.recap.RecapClaims;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
import dev.mneme.lab.recap.Standing;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The study as a page. */
final class RecapReport {

  private final RecapFindings findings;
  private final CurveCharts weights;
  private final RecapPlan plan;

  /**
   * @param curves of the runs that were made here
   */
  RecapReport(RecapFindings findings, List<RunCurves> curves, RecapPlan plan) {
    this.findings = findings;
    this.weights = new CurveCharts(findings, curves);
    this.plan = plan;
  }

  Report of(String command, Map<String, String> versions) {
    StudyClaims claims = new StudyClaims(RecapClaims.of(findings));
    List<Report.Section> sections = new ArrayList<>();
    sections.add(
        new Report.Section(
            "Does it hold here?", claims.table("Claims of RECAP on these runs."), differences()));
    List<Report.Block> sides = new ArrayList<>();
    findings.taskNames().forEach(task -> sides.add(sides(task)));
    sides.add(standings());
    sections.add(new Report.Section("New task against prior tasks", sides));
    List<Report.Block> beyond = new ArrayList<>();
    findings.taskNames().forEach(task -> beyond.add(beyondChart(task)));
    beyond.add(paired());
    sections.add(new Report.Section("RECAP less the others", beyond));
    List<Report.Block> moving = new ArrayList<>();
    findings.taskNames().forEach(task -> moving.addAll(weights.of(task)));
    moving.add(finalWeights());
    sections.add(new Report.Section("How rewards and weights move", moving));
    return new Report(
        "RECAP on a small language model",
        "A language model of the small world learns a task by five objectives at once, which %d methods weigh against each other; what does it learn, and what does it keep?"
            .formatted(findings.methods().size()),
        claims.verdict(),
        sections,
        new Report.Provenance(
            command,
            findings.points().stream().map(RecapPoint::seed).distinct().sorted().toList(),
            versions,
            LocalDate.now(ZoneOffset.UTC)));
  }

  private Report.Block sides(String task) {
    List<RecapPoint> own =
        findings.points().stream().filter(point -> point.task().equals(task)).toList();
    RecapPoint first = own.getFirst();
    return new Report.Figure(
        "Learnt against kept: " + task,
        "Each point is a tuned model, of any rate. The diamond is the base.",
        new Chart.Scatter(
            Chart.Axis.linear("Score on " + task, "%"),
            Chart.Axis.linear("Mean prior score", "%"),
            StudyFigures.series(
                List.of(RecapMethod.values()),
                RecapMethod::title,
                own,
                RecapPoint::method,
                point ->
                    new Chart.Point(
                        point.value(Measure.NEW), point.value(Measure.PRIOR), label(point))),
            List.of(),
            List.of(StudyFigures.base(first.base(Measure.NEW), first.base(Measure.PRIOR)))));
  }

  private static String label(RecapPoint point) {
    return String.format(Locale.ROOT, "rate %.3g, seed %d", point.rate(), point.seed());
  }

  private static List<Table.Column> columns(List<String> words) {
    List<Table.Column> columns = new ArrayList<>(words.stream().map(Table.Column::words).toList());
    Arrays.stream(Measure.values())
        .map(measure -> Table.Column.numbers(measure.heading()))
        .forEach(columns::add);
    return columns;
  }

  private Table standings() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (String task : findings.taskNames()) {
      List<Standing> own =
          findings.standings().stream().filter(each -> each.task().equals(task)).toList();
      RecapPoint some = own.getFirst().points().getFirst();
      rows.add(row(task, "Base", "", measure -> new Figure(some.base(measure), Interval.UNKNOWN)));
      own.forEach(standing ->
          rows.add(
              row(
                  task,
                  standing.method().title(),
                  String.format(Locale.ROOT, "%.2g", standing.rate()),
                  standing::mean)));
    }
    return new Table(
        "Means over seeds with Student's t, each method at the rate with the most accuracy on new and prior tasks together.",
        columns(List.of("Task", "Method", "Rate")),
        rows);
  }

  private interface Reading {
    Figure of(Measure measure);
  }

  private static List<Table.Cell> row(String task, String method, String rate, Reading reading) {
    List<Table.Cell> cells =
        new ArrayList<>(List.of(Table.Cell.of(task), Table.Cell.of(method), Table.Cell.of(rate)));
    for (Measure measure : Measure.values()) {
      cells.add(StudyFigures.cell(reading.of(measure), measure.decimals()));
    }
    return cells;
  }

  private Report.Block beyondChart(String task) {
    List<Chart.Row> rows = new ArrayList<>();
    for (RecapMethod other : findings.methods()) {
      for (Measure measure : List.of(Measure.NEW, Measure.PRIOR)) {
        findings
            .beyond(task, other, measure)
            .map(Paired::difference)
            .map(difference ->
                new Chart.Row(
                    other.title(),
                    measure.title().toLowerCase(Locale.ROOT),
                    StudyFigures.estimate(difference),
                    Optional.empty()))
            .ifPresent(rows::add);
      }
    }
    return new Report.Figure(
        "RECAP less each method: " + task,
        "Above 0, RECAP is better. Paired over seeds; whiskers are Student's t, and missing where there is one seed.",
        new Chart.Intervals(
            Chart.Axis.linear("Points of accuracy", ""),
            List.of(
                Measure.NEW.title().toLowerCase(Locale.ROOT),
                Measure.PRIOR.title().toLowerCase(Locale.ROOT)),
            rows));
  }

  private Table paired() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (String task : findings.taskNames()) {
      for (RecapMethod other : findings.methods()) {
        if (findings.beyond(task, other, Measure.NEW).isPresent()) {
          List<Table.Cell> cells =
              new ArrayList<>(List.of(Table.Cell.of(task), Table.Cell.of(other.title())));
          for (Measure measure : Measure.values()) {
            cells.add(
                findings
                    .beyond(task, other, measure)
                    .map(each -> StudyFigures.cell(each.difference(), measure.decimals()))
                    .orElse(Table.Cell.of(Double.NaN, 0)));
          }
          rows.add(cells);
        }
      }
    }
    return new Table(
        "RECAP less each other method, paired over seeds; accuracies, formats and overlap in points.",
        columns(List.of("Task", "RECAP less")),
        rows);
  }

  private Table finalWeights() {
    List<Table.Column> columns =
        new ArrayList<>(List.of(Table.Column.words("Task"), Table.Column.words("Method")));
    Arrays.stream(Aim.values()).map(aim -> Table.Column.numbers(aim.title())).forEach(columns::add);
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (Standing standing : findings.standings()) {
      if (!standing.points().getFirst().weights().isEmpty()) {
        List<Table.Cell> cells =
            new ArrayList<>(
                List.of(Table.Cell.of(standing.task()), Table.Cell.of(standing.method().title())));
        for (Aim aim : Aim.values()) {
          cells.add(StudyFigures.cell(standing.weight(aim), 3));
        }
        rows.add(cells);
      }
    }
    return new Table(
        "Final weights: means over the last quarter of the steps, and over seeds.", columns, rows);
  }

  private Report.Block differences() {
    return new Report.Notes(
        "What differs from the paper",
        List.of(
            "The model has millions of weights instead of billions, reads no images, and learns tasks drawn by program; prior tasks are seven of the small world. See docs/reference/recap.md.",
            "In the place of IoU over boxes stands intersection over union of an answer's words with those of a right answer that shows all steps.",
            "What the weights look at is 1 less the mean reward of a step, while each reward is learnt by a policy gradient of its own; the paper leaves open how a reward becomes a loss.",
            String.format(
                Locale.ROOT,
                "Groups of 16 answers instead of 4; windows of %d steps; every method has the learning rates %s, and is told of at the one that does best with it.",
                plan.window(),
                plan.learningRates()),
            "Words an answer count the whole answer: the thought, and what is answered behind it.",
            "Two losses in a plane with noise, weighed in the same ways, are the study of ./mneme reproduce conflict."));
  }
}
