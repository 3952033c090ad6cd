package dev.mneme.app.razor;

import dev.mneme.app.comparison.LawKeys;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.study.Joined;
import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.Measured;
import dev.mneme.app.study.StudyOutput;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.lab.razor.RazorFindings;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.ForgettingLaw;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The study from its files to its findings. */
final class RazorStudy {

  private static final long BOOTSTRAP_SEED = 20_250_909;

  private final Terminal terminal;
  private final RazorPlan plan;
  private final WorldOptions.Places places;
  private final SweepRun.Workers workers;

  RazorStudy(
      Terminal terminal, RazorPlan plan, WorldOptions.Places places, SweepRun.Workers workers) {
    this.terminal = terminal;
    this.plan = plan;
    this.places = places;
    this.workers = workers;
  }

  /**
   * @param command what gives the same again, for the page
   */
  void run(String command) throws InterruptedException {
    RazorFiles study = new RazorFiles(places.out(), plan);
    study.write(places.base(), terminal);
    Map<String, Double> before;
    try (Exam exam =
        Exam.of(study.folder().suite().toString(), plan.items(), Path.of("data"), true)) {
      before = exam.ask(places.base(), null, study.folder().baseAnswers(), terminal);
    }
    RazorResults results = new RazorResults(LabPrior.names(), before, plan.steps());
    Measured measured = plan.measured(places.base());
    List<RazorPoint> others =
        new Joined<>(
                file -> RazorPoints.read(file, measured),
                RazorPoint::run,
                results::sameBase,
                plan::trains,
                RazorPoint::sameTrial)
            .of(places.elsewhere(), places.base());
    RazorResults.requireOneBase(others);
    Terminal silent = Terminal.plain(Writer.nullWriter(), Writer.nullWriter());
    new SweepRun(
            terminal, study.folder().sweep(), study.folder().trials(), workers, new ImageOptions())
        .run(silent, null);
    RazorResults.Read first = results.read(study.folder().trials(), study.beforehand());
    List<RazorPoint> points = new ArrayList<>(first.points());
    List<String> diverged = new ArrayList<>(first.diverged());
    for (RazorSequel.Part part :
        new RazorSequel(study, plan, places.base()).write(first.points())) {
      new SweepRun(terminal, part.sweep(), part.trials(), workers, new ImageOptions())
          .run(silent, null);
      RazorResults.Read more = results.read(part.trials(), part.seconds());
      points.addAll(more.points());
      diverged.addAll(more.diverged());
    }
    points.addAll(others);
    StudyOutput output = new StudyOutput(terminal, places);
    RazorFindings findings =
        output.found(
            () -> RazorFindings.of(points, ClusterBootstrap.seeded(BOOTSTRAP_SEED)),
            diverged.size());
    new RazorTables(terminal, findings).print(diverged);
    write(output, findings, measured, command);
  }

  private void write(
      StudyOutput output, RazorFindings findings, Measured measured, String command) {
    output.findings(RazorJson.of(findings, command));
    output.file("points.csv", RazorPoints.write(findings.points(), measured));
    output.file("law.yaml", law(findings));
    Path page = output.page(versions -> new RazorReport(findings, plan).of(command, versions));
    output.tell(
        "open %s, or mneme compare %s TUNED --new lab-%s --prior lab-prior --chat --law %s"
            .formatted(
                page, places.base(), plan.tasks().getFirst(), places.out().resolve("law.yaml")));
  }

  /** As {@code mneme compare --law} reads it. */
  private String law(RazorFindings findings) {
    ForgettingLaw law = findings.law();
    return LawKeys.FORMAT.write(
        new LawKeys(
            "%d runs of %d methods on %s from %s"
                .formatted(
                    findings.points().size(),
                    findings.methodCount(),
                    String.join(", ", findings.taskNames()),
                    places.base()),
            LawKeys.Predictor.FORWARD_KL_PER_TOKEN,
            law.centre(),
            law.scale(),
            law.coefficients(),
            law.covariance(),
            law.deviation(),
            law.freedom(),
            law.least(),
            law.most()));
  }
}
