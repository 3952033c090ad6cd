package dev.mneme.app.razor;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.app.study.StudyFigures;
import dev.mneme.lab.razor.Claims;
import dev.mneme.lab.razor.HeldOut;
import dev.mneme.lab.razor.Matched;
import dev.mneme.lab.razor.Price;
import dev.mneme.lab.razor.RazorFindings;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The study as a page. */
final class RazorReport {

  private static final double CONFIDENCE = 0.95;

  private final RazorFindings findings;
  private final RazorPlan plan;

  RazorReport(RazorFindings findings, RazorPlan plan) {
    this.findings = findings;
    this.plan = plan;
  }

  Report of(String command, Map<String, String> versions) {
    List<Report.Section> sections = new ArrayList<>();
    sections.add(
        new Report.Section(
            "Does it hold here?",
            claims().table("Claims of RL's Razor on these runs."),
            differences()));
    sections.add(
        new Report.Section("Forgetting against forward KL", law(), predictorChart(), predictors()));
    sections.add(new Report.Section("One law for all methods?", heldOut()));
    List<Report.Block> fronts = new ArrayList<>();
    findings.taskNames().forEach(task -> fronts.add(front(task)));
    fronts.add(matchedChart());
    fronts.add(matched());
    sections.add(new Report.Section("New task against prior tasks", fronts));
    sections.add(new Report.Section("What accuracy costs", prices()));
    return new Report(
        "RL's Razor on a small language model",
        "A language model of the small world learns new tasks by %d methods; what does it forget?"
            .formatted(findings.methodCount()),
        claims().verdict(),
        sections,
        new Report.Provenance(
            command,
            findings.points().stream().map(RazorPoint::seed).distinct().sorted().toList(),
            versions,
            LocalDate.now(ZoneOffset.UTC)));
  }

  private StudyClaims claims() {
    return new StudyClaims(Claims.of(findings));
  }

  private Report.Block law() {
    return new Report.Figure(
        "Forgetting against forward KL",
        "Each point is a tuned model: the points of mean prior score it lost against KL(base ‖ tuned) a token, on the base's own answers to the new task's prompts. The line is a polynomial of degree 2 through all of them.",
        new Chart.Scatter(
            Chart.Axis.linear("Forward KL on the new task", "nats a token"),
            Chart.Axis.linear("Forgetting", "points of mean prior score"),
            series(findings.points(), RazorPoint::forwardKl, RazorPoint::forgetting),
            List.of(
                StudyFigures.law(
                    findings.law().least(),
                    findings.law().most(),
                    x -> findings.law().at(x, 0, CONFIDENCE).forgetting().value())),
            List.of()));
  }

  private interface Reading {
    double of(RazorPoint point);
  }

  private static List<Chart.Series> series(List<RazorPoint> points, Reading x, Reading y) {
    return StudyFigures.series(
        List.of(RazorMethod.values()),
        RazorMethod::title,
        points,
        RazorPoint::method,
        point -> new Chart.Point(x.of(point), y.of(point), label(point)));
  }

  private static String label(RazorPoint point) {
    return String.format(
        Locale.ROOT,
        "%s, rate %.3g, seed %d, %d steps",
        point.task(),
        point.rate(),
        point.seed(),
        point.steps());
  }

  private Report.Block predictorChart() {
    List<Chart.Row> rows =
        findings.predictors().stream()
            .filter(each -> StudyFigures.isKnown(each.rSquared()))
            .map(each ->
                new Chart.Row(
                    each.name(),
                    "R²",
                    StudyFigures.estimate(each.rSquared()),
                    each.name().equals(RazorPoint.FORWARD_KL)
                        ? Optional.of(Claims.PAPER)
                        : Optional.empty()))
            .toList();
    return new Report.Figure(
        "R² of forgetting on each measure of drift",
        "Polynomials of degree 2; whiskers are 95 % intervals from resampling settings (task, method and rate). The tick is the paper's value for language models.",
        new Chart.Intervals(Chart.Axis.linear("R²", ""), List.of("R²"), rows));
  }

  private Table predictors() {
    return new Table(
        "R² of forgetting on each measure of drift; the last two columns are R² on methods and on tasks that the fit has not seen.",
        List.of(
            Table.Column.words("Measure"),
            Table.Column.numbers("R²"),
            Table.Column.numbers("Other methods"),
            Table.Column.numbers("Other tasks")),
        findings.predictors().stream()
            .map(each ->
                List.of(
                    Table.Cell.of(each.name()),
                    StudyFigures.cell(each.rSquared(), 3),
                    StudyFigures.cell(each.otherMethods(), 3),
                    StudyFigures.cell(each.otherTasks(), 3)))
            .toList());
  }

  private Table heldOut() {
    return new Table(
        "Runs predicted by the law of all others, in points of mean prior score. The first row, where there is one, is what learns from rewards, predicted by what imitates alone.",
        List.of(
            Table.Column.words("Left out"),
            Table.Column.numbers("Runs"),
            Table.Column.numbers("Forgets more by"),
            Table.Column.numbers("Typical error"),
            Table.Column.numbers("R²"),
            Table.Column.numbers("Within 95 %, %"),
            Table.Column.numbers("Extrapolated, %")),
        Stream.of(
                findings.rewarded().stream(),
                findings.methods().stream(),
                findings.tasks().stream())
            .flatMap(held -> held)
            .map(RazorReport::cells)
            .toList());
  }

  private static List<Table.Cell> cells(HeldOut held) {
    return List.of(
        Table.Cell.of(held.name()),
        Table.Cell.of(Integer.toString(held.runs())),
        StudyFigures.cell(held.bias(), 1),
        StudyFigures.cell(held.typical(), 1),
        StudyFigures.cell(held.rSquared(), 2),
        StudyFigures.cell(100 * held.covered().value(), 0),
        StudyFigures.cell(100 * held.extrapolated(), 0));
  }

  private Report.Block front(String task) {
    List<RazorPoint> own =
        findings.points().stream().filter(point -> point.task().equals(task)).toList();
    List<Chart.Curve> curves =
        findings.fronts().stream()
            .filter(front -> front.task().equals(task))
            .map(front -> StudyFigures.front(front.method().title(), front.curve()))
            .toList();
    RazorPoint.Scores base = own.getFirst().base();
    return new Report.Figure(
        "Learnt against kept: " + task,
        "Each point is a tuned model; lines are exponentials through the models within 2 points of each method's Pareto front, as in the paper. The diamond is the base.",
        new Chart.Scatter(
            Chart.Axis.linear("Score on " + task, "%"),
            Chart.Axis.linear("Mean prior score", "%"),
            series(
                own,
                point -> 100 * point.scores().newTask(),
                point -> 100 * point.scores().prior()),
            curves,
            List.of(StudyFigures.base(100 * base.newTask(), 100 * base.prior()))));
  }

  private Report.Block matchedChart() {
    List<Chart.Row> rows =
        findings.matched().stream()
            .filter(each -> each.other() == RazorMethod.SFT)
            .map(each ->
                new Chart.Row(
                    each.task() + ": " + each.one().title(),
                    "points more than SFT",
                    StudyFigures.estimate(new Figure(each.difference().mean(), each.interval())),
                    Optional.empty()))
            .toList();
    if (rows.isEmpty()) {
      return new Report.Paragraph("No method reaches an accuracy that SFT reaches, too.");
    }
    return new Report.Figure(
        "What is kept at equal accuracy, beside SFT",
        "Mean prior score less that of SFT, at the highest accuracy that both reach with every seed. Whiskers are Student's t over seeds, and missing where there is one seed.",
        new Chart.Intervals(
            Chart.Axis.linear("Points of mean prior score", ""),
            List.of("points more than SFT"),
            rows));
  }

  private Table matched() {
    return new Table(
        "Prior score kept at equal accuracy on the new task, in points, and the share of the other's seconds of training that the quickest model took which gets there; paired over seeds.",
        List.of(
            Table.Column.words("Task"),
            Table.Column.words("Method"),
            Table.Column.words("Less that of"),
            Table.Column.numbers("At, %"),
            Table.Column.numbers("Points"),
            Table.Column.numbers("Seeds"),
            Table.Column.numbers("Of its seconds")),
        findings.matched().stream().map(RazorReport::cells).toList());
  }

  private static List<Table.Cell> cells(Matched each) {
    return List.of(
        Table.Cell.of(each.task()),
        Table.Cell.of(each.one().title()),
        Table.Cell.of(each.other().title()),
        StudyFigures.cell(100 * each.level(), 1),
        StudyFigures.cell(new Figure(each.difference().mean(), each.interval()), 1),
        Table.Cell.of(Integer.toString(each.differences().size())),
        StudyFigures.cell(figure(each.share()), 2));
  }

  private Table prices() {
    return new Table(
        "Half way from the base to the best accuracy of any method on the task: how many seeds get there, what they keep, and what each point of accuracy costs; means over those seeds with Student's t. Seconds are of the clock, beside other trials.",
        List.of(
            Table.Column.words("Task"),
            Table.Column.words("Method"),
            Table.Column.numbers("Seeds there"),
            Table.Column.numbers("Prior kept, %"),
            Table.Column.numbers("KL a point, nats"),
            Table.Column.numbers("Seconds a point"),
            Table.Column.numbers("CKNNA")),
        findings.prices().stream().map(RazorReport::cells).toList());
  }

  private static List<Table.Cell> cells(Price price) {
    return List.of(
        Table.Cell.of(price.task()),
        Table.Cell.of(price.method().title()),
        Table.Cell.of("%d of %d".formatted(price.reached(), price.seeds())),
        StudyFigures.cell(100 * price.kept().mean(), 1),
        StudyFigures.cell(figure(price.kl()), 4),
        StudyFigures.cell(figure(price.seconds()), 2),
        StudyFigures.cell(figure(price.cknna()), 3));
  }

  private static Figure figure(Estimate estimate) {
    return new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
  }

  private Report.Block differences() {
    return new Report.Notes(
        "What differs from the paper",
        List.of(
            "The model has millions of weights instead of billions, the tasks are drawn by program, and the prior tasks are seven of the small world; see docs/reference/razor-lm.md.",
            "KL is measured on the base's own answers at temperature 1 with nothing truncated, exactly over the vocabulary at each token. The paper does not say how it was measured.",
            String.format(
                Locale.ROOT,
                "Groups of 16 instead of 64; %d learning rates a method, the largest 16 times the smallest. Middles of the rates, weights of the KL terms and ranks of adapters are ours.",
                plan.rates()),
            "All rates of all methods are in the law, also those that ruin a model.",
            "Models of one setting with other seeds are near copies of each other, so intervals of R² resample settings; no interval says anything about other bases."));
  }
}
