package dev.mneme.app.parity;

import dev.mneme.app.report.Chart;
import dev.mneme.app.report.Estimate;
import dev.mneme.app.report.Report;
import dev.mneme.app.report.Table;
import dev.mneme.app.study.StudyFigures;
import dev.mneme.lab.parity.CosinePoint;
import dev.mneme.lab.parity.Method;
import dev.mneme.lab.parity.ParityFindings;
import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.lab.parity.ParitySweep;
import dev.mneme.lab.parity.Point;
import dev.mneme.lab.parity.Published;
import dev.mneme.lab.parity.RateLaw;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.run.Provenance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** The study as a page: the paper's figures with its own values beside ours. */
final class ParityReport {

  private static final String PUBLISHED = "published";
  private final String title;
  private final String command;
  private final ParitySweep sweep;
  private final Provenance provenance;
  private final Published published;

  ParityReport(String title, String command, ParitySweep sweep, Provenance provenance) {
    this.title = title;
    this.command = command;
    this.sweep = sweep;
    this.provenance = provenance;
    this.published = Published.about(sweep.like().world());
  }

  Report of(ParityFindings findings, List<Point> points, List<CosinePoint> cosines) {
    return new Report(
        title + ": what predicts forgetting?",
        "A small network that knows garments learns to tell odd from even digits, by seven methods.",
        ParityTables.verdict(findings),
        List.of(
            new Report.Section(
                "Forgetting follows forward KL",
                law(findings, points),
                rates(findings),
                differences()),
            new Report.Section(
                "New task against old task",
                tradeoff(findings, points),
                methods(findings),
                order(findings)),
            new Report.Section(
                "Which measure of drift predicts forgetting",
                intervals(findings),
                predictors(findings)),
            new Report.Section("Step by step", cosine(cosines), correlations(findings))),
        new Report.Provenance(
            command,
            LongStream.range(0, sweep.seeds()).boxed().toList(),
            provenance.libraries(),
            LocalDate.now(ZoneOffset.UTC)));
  }

  private Report.Block law(ParityFindings findings, List<Point> points) {
    double furthest = points.stream().mapToDouble(Point::forwardKl).max().orElse(1);
    List<Chart.Reference> references = new ArrayList<>();
    for (Method method : Method.values()) {
      published
          .ends(method)
          .forEach(end ->
              references.add(
                  new Chart.Reference(
                      method.title(),
                      PUBLISHED,
                      end.kl(),
                      published.base().orElseThrow().oldAccuracy() - end.oldAccuracy(),
                      "paper, end of " + method.title())));
    }
    return new Report.Figure(
        "Forgetting against forward KL",
        "Each point is a checkpoint: the drop in garment accuracy against KL(base ‖ tuned) on parity test images. The line is a 2nd-degree polynomial through all points.",
        new Chart.Scatter(
            Chart.Axis.linear("Forward KL on parity images", "nats"),
            Chart.Axis.linear("Forgetting", "points of garment accuracy"),
            series(points, Point::forwardKl, Point::forgetting),
            List.of(StudyFigures.law(0, furthest, findings.law()::at)),
            references));
  }

  private Report.Block tradeoff(ParityFindings findings, List<Point> points) {
    List<Chart.Curve> fronts = new ArrayList<>();
    List<Chart.Reference> references = new ArrayList<>();
    for (ParityFindings.MethodResult result : findings.methods()) {
      fronts.add(StudyFigures.front(result.method().title(), result.curve()));
      published
          .ends(result.method())
          .forEach(end ->
              references.add(
                  new Chart.Reference(
                      result.method().title(),
                      PUBLISHED,
                      end.newAccuracy(),
                      end.oldAccuracy(),
                      "paper, end")));
      published
          .at96(result.method())
          .ifPresent(old ->
              references.add(
                  new Chart.Reference(
                      result.method().title(), PUBLISHED, 96, old, "paper, at 96 %")));
    }
    return new Report.Figure(
        "What is learnt against what is kept",
        "Each point is a checkpoint; lines are exponentials through the models within 2 points of each method's Pareto front, as in the paper.",
        new Chart.Scatter(
            Chart.Axis.linear("Parity accuracy", "%"),
            Chart.Axis.linear("Garment accuracy", "%"),
            series(points, point -> 100 * point.newAccuracy(), point -> 100 * point.oldAccuracy()),
            fronts,
            references));
  }

  private interface Reading {
    double of(Point point);
  }

  private static List<Chart.Series> series(List<Point> points, Reading x, Reading y) {
    return StudyFigures.series(
        List.of(Method.values()),
        Method::title,
        points,
        Point::method,
        point -> new Chart.Point(x.of(point), y.of(point), label(point)));
  }

  private static String label(Point point) {
    ParityRecipe.Tuning tuning = point.recipe().tuning();
    return String.format(
        Locale.ROOT,
        "rate %.1e %s, %d epochs, seed %d, step %d",
        tuning.learningRate(),
        tuning.schedule().name().toLowerCase(Locale.ROOT),
        tuning.epochs(),
        point.recipe().seed(),
        point.step());
  }

  private Report.Block intervals(ParityFindings findings) {
    List<Chart.Row> rows =
        findings.predictors().stream()
            .filter(each -> each.degree() == 2 && each.low() <= each.high())
            .map(each ->
                new Chart.Row(
                    each.name(),
                    each.inputs().equals("old") ? "on garments" : "on parity images",
                    new Estimate(each.r2(), each.low(), each.high()),
                    published.paper(each.name(), each.inputs())))
            .toList();
    return new Report.Figure(
        "R² of forgetting on each measure of drift",
        "2nd-degree polynomials; whiskers are 95 % intervals from resampling whole runs. Measures on weights need no inputs and stand with the parity images.",
        new Chart.Intervals(
            Chart.Axis.linear("R²", ""), List.of("on parity images", "on garments"), rows));
  }

  private static Report.Block cosine(List<CosinePoint> cosines) {
    List<Chart.Series> series =
        StudyFigures.series(
            List.of(Method.values()),
            Method::title,
            cosines,
            CosinePoint::method,
            point -> new Chart.Point(point.cosine(), point.klChange(), "step " + point.step()));
    return new Report.Figure(
        "Steps that hurt garments are steps away from the base",
        "Each point is one optimizer step: the cosine of the garment loss's gradient with the update (right: the step raises that loss) against the change it makes to the forward KL on parity images.",
        new Chart.Scatter(
            Chart.Axis.linear("Cosine of garment gradient and update", ""),
            Chart.Axis.linear("Change of forward KL in the step", "nats"),
            series,
            List.of(),
            List.of()));
  }

  private Table methods(ParityFindings findings) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (ParityFindings.MethodResult each : findings.methods()) {
      rows.add(
          List.of(
              Table.Cell.of(each.method().title()),
              Table.Cell.of(Integer.toString(each.points())),
              StudyFigures.cell(100 * each.newAtBest(), 1),
              StudyFigures.cell(100 * each.oldAtBest(), 1),
              StudyFigures.cell(each.klAtBest(), 2),
              interval(
                  100 * each.perSeed().mean(),
                  100 * each.interval().low(),
                  100 * each.interval().high(),
                  1),
              Table.Cell.of(
                  published
                      .at96(each.method())
                      .map(value -> ParityTables.number(value, 0))
                      .orElse("–"))));
    }
    return new Table(
        "Garment accuracy, in %, at the best parity accuracy and at 96 %: the mean over the seeds that get there, with Student's t.",
        List.of(
            Table.Column.words("Method"),
            Table.Column.numbers("Points"),
            Table.Column.numbers("Best parity"),
            Table.Column.numbers("Garments there"),
            Table.Column.numbers("KL there"),
            Table.Column.numbers("Garments at 96 %"),
            Table.Column.numbers("Paper at 96 %")),
        rows);
  }

  private static Table order(ParityFindings findings) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (ParityFindings.Gap gap : findings.order()) {
      rows.add(
          List.of(
              Table.Cell.of("%s less %s".formatted(gap.second().title(), gap.first().title())),
              interval(
                  100 * gap.difference().mean(),
                  100 * gap.interval().low(),
                  100 * gap.interval().high(),
                  1),
              Table.Cell.of(Long.toString(gap.difference().count()))));
    }
    return new Table(
        "Whether methods stand in the paper's order: points of garment accuracy at 96 %, paired over the seeds with which both get there, with Student's t.",
        List.of(
            Table.Column.words("Methods"),
            Table.Column.numbers("Difference"),
            Table.Column.numbers("Seeds")),
        rows);
  }

  private Table predictors(ParityFindings findings) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (ParityFindings.Predictor each : findings.predictors()) {
      Optional<Double> paper =
          each.degree() == 2 ? published.paper(each.name(), each.inputs()) : Optional.empty();
      Optional<Double> replicated =
          each.degree() == 2 ? published.replicated(each.name(), each.inputs()) : Optional.empty();
      rows.add(
          List.of(
              Table.Cell.of(each.name()),
              Table.Cell.of(each.inputs()),
              Table.Cell.of(Integer.toString(each.degree())),
              interval(each.r2(), each.low(), each.high(), 3),
              StudyFigures.cell(each.heldOut(), 3),
              Table.Cell.of(paper.map(value -> ParityTables.number(value, 2)).orElse("–")),
              Table.Cell.of(replicated.map(value -> ParityTables.number(value, 2)).orElse("–"))));
    }
    return new Table(
        "R² of forgetting on each measure of drift; “held out” is R² on methods that the fit has not seen.",
        List.of(
            Table.Column.words("Measure"),
            Table.Column.words("Inputs"),
            Table.Column.numbers("Degree"),
            Table.Column.numbers("R²"),
            Table.Column.numbers("Held out"),
            Table.Column.numbers("Paper"),
            Table.Column.numbers("Replication")),
        rows);
  }

  private static Table rates(ParityFindings findings) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (RateLaw each : findings.rates()) {
      Figure r2 = each.rSquared();
      rows.add(
          List.of(
              Table.Cell.of(String.format(Locale.ROOT, "%.2e", each.rate())),
              Table.Cell.of(Integer.toString(each.points())),
              interval(r2.value(), r2.interval().low(), r2.interval().high(), 3),
              StudyFigures.cell(each.aboveLaw(), 1)));
    }
    return new Table(
        "The law fitted to each learning rate alone, and the points of forgetting by which the rate lies above the law fitted to all.",
        List.of(
            Table.Column.words("Learning rate"),
            Table.Column.numbers("Points"),
            Table.Column.numbers("R² of forward KL"),
            Table.Column.numbers("Above the common law")),
        rows);
  }

  private static Table correlations(ParityFindings findings) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (Map.Entry<Method, Figure> entry : findings.cosine().entrySet()) {
      Figure figure = entry.getValue();
      rows.add(
          List.of(
              Table.Cell.of(entry.getKey().title()),
              interval(figure.value(), figure.interval().low(), figure.interval().high(), 2)));
    }
    return new Table(
        "Correlation over steps of the cosine with the change in KL; intervals resample blocks of five watched steps.",
        List.of(Table.Column.words("Method"), Table.Column.numbers("r")),
        rows);
  }

  private static Table.Cell interval(double value, double low, double high, int decimals) {
    return StudyFigures.cell(new Figure(value, new Interval(low, high)), decimals);
  }

  /** What a reader must know before comparing: the choices behind the figures. */
  private Report.Block differences() {
    ParityRecipe like = sweep.like();
    ParityRecipe.Base base = like.base();
    ParityRecipe.Tuning tuning = like.tuning();
    String setup =
        String.format(
            Locale.ROOT,
            "AdamW without decay, batches of %d; the base sees %d images of each task for %d epochs at %.0e, each digit with one digit of its parity as label, drawn once; tuning on %,d images for %s epochs at rates %s, with groups of %d answers; measured on %,d test images of each task.",
            tuning.batch(),
            base.examples(),
            base.epochs(),
            base.learningRate(),
            tuning.examples(),
            sweep.epochs(),
            sweep.rates(),
            tuning.group(),
            like.probing().testImages());
    if (published.base().isEmpty()) {
      return new Report.Notes(
          "A small world, to be read as one",
          List.of(
              "All images are drawn by a program: digits as strokes, garments as silhouettes. Nothing published compares with them; `mneme reproduce parity-mnist` runs the study on real images.",
              setup));
    }
    return new Report.Notes(
        "What differs from the paper",
        List.of(
            "The paper leaves optimizer, batch, pretraining and group size open. Here: " + setup,
            "How pixels are scaled (here 0 to 1) and how long the base is pretrained decide how much GRPO keeps; both were chosen with the paper's levels in view, so agreement of levels is a matter of set-up. See docs/results/parity-mnist.",
            "Hollow diamonds and ticks are the paper's values, read off its figures; its base is weaker on garments.",
            "The oracle draws labels from the I-projection argmin KL(q ‖ π0); the divergence as printed is infinite.",
            "Intervals of R² resample whole runs, since checkpoints of one run are not independent."));
  }
}
