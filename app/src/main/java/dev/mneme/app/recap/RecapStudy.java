package dev.mneme.app.recap;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.study.Joined;
import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.Measured;
import dev.mneme.app.study.StudyOutput;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapPoint;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The study from its files to its findings. */
final class RecapStudy {

  private final Terminal terminal;
  private final RecapPlan plan;
  private final WorldOptions.Places places;
  private final SweepRun.Workers workers;

  RecapStudy(
      Terminal terminal, RecapPlan plan, WorldOptions.Places places, SweepRun.Workers workers) {
    this.terminal = terminal;
    this.plan = plan;
    this.places = places;
    this.workers = workers;
  }

  /**
   * @param command what gives the same again, for the page
   */
  void run(String command) throws InterruptedException {
    RecapFiles study = new RecapFiles(places.out(), plan);
    study.write(places.base());
    Map<String, Double> before;
    try (Exam exam =
        Exam.of(study.folder().suite().toString(), plan.items(), Path.of("data"), true)) {
      before = exam.ask(places.base(), null, study.folder().baseAnswers(), terminal);
    }
    RecapResults results = new RecapResults(LabPrior.names(), before);
    Measured measured = plan.measured(places.base());
    List<RecapPoint> others =
        new Joined<>(
                file -> RecapPoints.read(file, measured),
                RecapPoint::run,
                results::sameBase,
                plan::trains,
                RecapPoint::sameTrial)
            .of(places.elsewhere(), places.base());
    new SweepRun(
            terminal, study.folder().sweep(), study.folder().trials(), workers, new ImageOptions())
        .run(Terminal.plain(Writer.nullWriter(), Writer.nullWriter()), null);
    RecapResults.Read here = results.read(study.folder().trials());
    List<RecapPoint> points = new ArrayList<>(here.points());
    points.addAll(others);
    StudyOutput output = new StudyOutput(terminal, places);
    // Before the findings: a part too small for any can still be joined.
    output.file("points.csv", RecapPoints.write(points, measured));
    RecapFindings findings = output.found(() -> RecapFindings.of(points), here.diverged().size());
    new RecapTables(terminal, findings).print(here.diverged());
    write(output, findings, here.curves(), command);
  }

  private void write(
      StudyOutput output, RecapFindings findings, List<RunCurves> curves, String command) {
    output.findings(RecapJson.of(findings, command));
    Path page =
        output.page(versions -> new RecapReport(findings, curves, plan).of(command, versions));
    output.tell("open " + page);
  }
}
