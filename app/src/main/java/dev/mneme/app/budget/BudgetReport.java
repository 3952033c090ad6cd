package dev.mneme.app.budget;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.app.study.StudyFigures;
import dev.mneme.lab.budget.BudgetClaims;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.lab.budget.Kept;
import dev.mneme.lab.budget.Learnt;
import dev.mneme.lab.budget.Way;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The study as a page. */
final class BudgetReport {

  private static final String KEPT = "kept";

  private final BudgetFindings findings;

  BudgetReport(BudgetFindings findings) {
    this.findings = findings;
  }

  Report of(String command, Map<String, String> versions) {
    StudyClaims claims = new StudyClaims(BudgetClaims.of(findings));
    List<Report.Block> learnt = new ArrayList<>();
    findings.taskNames().forEach(task -> learnt.add(sides(task)));
    learnt.add(learnt());
    return new Report(
        "Budgets of forgetting on a small language model",
        "A language model of the small world learns new tasks and may forget so much; does it keep to that, and what does it learn?",
        claims.verdict(),
        List.of(
            new Report.Section(
                "Does it hold here?", claims.table("What is claimed of budgets."), reading()),
            new Report.Section("Are budgets kept?", keptChart(), kept()),
            new Report.Section("What is learnt within them", learnt)),
        new Report.Provenance(
            command,
            findings.points().stream().map(BudgetPoint::seed).distinct().sorted().toList(),
            versions,
            LocalDate.now(ZoneOffset.UTC)));
  }

  private Report.Block keptChart() {
    List<Chart.Row> rows =
        findings.kept().stream()
            .map(each ->
                new Chart.Row(
                    "%s: %s".formatted(each.way().title(), each.of()),
                    KEPT,
                    StudyFigures.estimate(each.percent()),
                    Optional.empty()))
            .toList();
    return new Report.Figure(
        "Runs that keep their budgets",
        "In per cent, on held-out items; whiskers are exact 95 % intervals for independent runs.",
        new Chart.Intervals(Chart.Axis.linear("Budgets kept", "%"), List.of(KEPT), rows));
  }

  private Table kept() {
    return new Table(
        "Runs that keep their budgets. Those that know of none are held against each. Tight: budgets that the same run without a constraint breaks; the others say nothing.",
        List.of(
            Table.Column.words("Way"),
            Table.Column.words("Of"),
            Table.Column.numbers("Runs"),
            Table.Column.numbers("Kept, %"),
            Table.Column.numbers("Clearly broken"),
            Table.Column.numbers("Tight"),
            Table.Column.numbers("Kept of these, %")),
        findings.kept().stream().map(BudgetReport::cells).toList());
  }

  private static List<Table.Cell> cells(Kept each) {
    return List.of(
        Table.Cell.of(each.way().title()),
        Table.Cell.of(each.of()),
        Table.Cell.of(Integer.toString(each.runs())),
        StudyFigures.cell(each.percent(), 1),
        Table.Cell.of(Integer.toString(each.clearly())),
        Table.Cell.of(Integer.toString(each.tight())),
        StudyFigures.cell(each.tightPercent(), 1));
  }

  private Report.Block sides(String task) {
    List<BudgetPoint> own =
        findings.points().stream().filter(point -> point.task().equals(task)).toList();
    return new Report.Figure(
        "Learnt against forgotten: " + task,
        "Each point is a run, of any method and setting. The diamond is the base.",
        new Chart.Scatter(
            Chart.Axis.linear("Score on " + task, "%"),
            Chart.Axis.linear("Forgotten", "points of mean prior score"),
            StudyFigures.series(
                List.of(Way.values()),
                Way::title,
                own,
                BudgetPoint::way,
                point ->
                    new Chart.Point(
                        100 * point.newTask(), point.forgetting().value(), label(point))),
            List.of(),
            List.of(StudyFigures.base(100 * own.getFirst().baseNewTask(), 0))));
  }

  private static String label(BudgetPoint point) {
    return String.format(
        Locale.ROOT,
        "%s, setting %.3g, seed %d",
        point.method().title(),
        point.setting(),
        point.seed());
  }

  private Table learnt() {
    return new Table(
        "Accuracy on the new task over that of the best unconstrained run that keeps the budget, or of the base; and what is gained on the base over what that run gains. Runs that broke their budgets are left out. Means over seeds with Student's t.",
        List.of(
            Table.Column.words("Way"),
            Table.Column.words("Of"),
            Table.Column.numbers("Runs"),
            Table.Column.numbers("Of the best"),
            Table.Column.numbers("At least 0.9, %"),
            Table.Column.numbers("Of its gain")),
        findings.learnt().stream().map(BudgetReport::cells).toList());
  }

  private static List<Table.Cell> cells(Learnt each) {
    return List.of(
        Table.Cell.of(each.way().title()),
        Table.Cell.of(each.of()),
        Table.Cell.of(Integer.toString(each.runs())),
        StudyFigures.cell(each.ratio(), 2),
        StudyFigures.cell(each.near(), 0),
        StudyFigures.cell(each.gain(), 2));
  }

  private static Report.Block reading() {
    return new Report.Notes(
        "How to read it",
        List.of(
            "Forgetting is measured on held-out items, with an error of its own: of runs that lose just their budget, half are found to break it, and a small budget cannot be told from none by few items.",
            "Runs of one seed share the base, the data and the items, so the exact intervals, which take runs as independent, are somewhat too narrow.",
            "The best unconstrained run is found by the items that it is judged by, and among as many learning rates as were tried; see docs/reference/budget-study.md."));
  }
}
