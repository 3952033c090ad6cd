package dev.mneme.app.recap;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.report.ReportPage;
import dev.mneme.app.study.Joined;
import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapPoint;
import dev.mneme.run.Provenance;
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
  private final DurableFiles files = new DurableFiles(Disk.real());

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
    try (Exam exam = Exam.of(study.suite().toString(), plan.items(), Path.of("data"), true)) {
      before = exam.ask(places.base(), null, study.baseAnswers(), terminal);
    }
    RecapResults results = new RecapResults(LabPrior.names(), before);
    List<RecapPoint> others =
        new Joined<>(
                RecapPoints::read,
                RecapPoint::run,
                point -> point.base().equals(results.base(point.task())),
                point -> plan.each().contains(point.seed()),
                RecapPoint::sameTrial)
            .of(places.elsewhere(), places.base());
    new SweepRun(terminal, study.sweep(), study.trials(), workers, new ImageOptions())
        .run(Terminal.plain(Writer.nullWriter(), Writer.nullWriter()), null);
    RecapResults.Read here = results.read(study.trials());
    List<RecapPoint> points = new ArrayList<>(here.points());
    points.addAll(others);
    RecapFindings findings = findings(points, here.diverged().size());
    new RecapTables(terminal, findings).print(here.diverged());
    write(findings, here.curves(), command);
  }

  private RecapFindings findings(List<RecapPoint> points, int diverged) {
    try {
      return RecapFindings.of(points);
    } catch (IllegalArgumentException few) {
      throw new InputException(
          "%s: %s. Of the trials %d diverged; the others are in trials/results.json."
              .formatted(places.out(), few.getMessage(), diverged),
          few);
    }
  }

  private void write(RecapFindings findings, List<RunCurves> curves, String command) {
    List<Path> written = new ArrayList<>();
    write(written, places.out().resolve("findings.json"), RecapJson.of(findings, command));
    Path copy = places.json();
    if (copy != null) {
      write(written, copy, RecapJson.of(findings, command));
    }
    write(written, places.out().resolve("points.csv"), RecapPoints.write(findings.points()));
    Path page = places.out().resolve("report.html");
    Map<String, String> versions = Provenance.of("", Map.of(), Map.of()).libraries();
    ReportPage.write(new RecapReport(findings, curves, plan).of(command, versions), page);
    written.add(page);
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal.out().println("Next: open " + page);
    terminal.out().flush();
  }

  private void write(List<Path> written, Path file, String text) {
    files.write(file, text);
    written.add(file);
  }
}
