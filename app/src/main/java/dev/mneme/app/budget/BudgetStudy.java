package dev.mneme.app.budget;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.report.ReportPage;
import dev.mneme.app.study.Joined;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.run.Provenance;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The study from its files to its findings. */
final class BudgetStudy {

  private final Terminal terminal;
  private final BudgetPlan plan;
  private final WorldOptions.Places places;
  private final SweepRun.Workers workers;
  private final DurableFiles files = new DurableFiles(Disk.real());

  BudgetStudy(
      Terminal terminal, BudgetPlan plan, WorldOptions.Places places, SweepRun.Workers workers) {
    this.terminal = terminal;
    this.plan = plan;
    this.places = places;
    this.workers = workers;
  }

  /**
   * @param command what gives the same again, for the page
   */
  void run(String command) throws InterruptedException {
    BudgetFiles study = new BudgetFiles(places.out(), plan);
    study.write(places.base());
    Map<String, Double> before;
    try (Exam exam = Exam.of(study.suite().toString(), plan.items(), Path.of("data"), true)) {
      before = exam.ask(places.base(), null, study.baseAnswers(), terminal);
    }
    BudgetResults results = new BudgetResults(before);
    List<BudgetPoint> others =
        new Joined<>(
                BudgetPoints::read,
                BudgetPoint::run,
                point -> Double.compare(point.baseNewTask(), results.base(point.task())) == 0,
                point -> plan.each().contains(point.seed()),
                BudgetPoint::sameTrial)
            .of(places.elsewhere(), places.base());
    new SweepRun(terminal, study.sweep(), study.trials(), workers, new ImageOptions())
        .run(Terminal.plain(Writer.nullWriter(), Writer.nullWriter()), null);
    BudgetResults.Read here = results.read(study.trials());
    List<BudgetPoint> points = new ArrayList<>(here.points());
    points.addAll(others);
    BudgetFindings findings = findings(points, here.diverged().size());
    new BudgetTables(terminal, findings).print(here.diverged());
    write(findings, command);
  }

  private BudgetFindings findings(List<BudgetPoint> points, int diverged) {
    try {
      return BudgetFindings.of(points);
    } catch (IllegalArgumentException few) {
      throw new InputException(
          "%s: %s. Of the trials %d diverged; the others are in trials/results.json."
              .formatted(places.out(), few.getMessage(), diverged),
          few);
    }
  }

  private void write(BudgetFindings findings, String command) {
    List<Path> written = new ArrayList<>();
    write(written, places.out().resolve("findings.json"), BudgetJson.of(findings, command));
    Path copy = places.json();
    if (copy != null) {
      write(written, copy, BudgetJson.of(findings, command));
    }
    write(written, places.out().resolve("points.csv"), BudgetPoints.write(findings.points()));
    Path page = places.out().resolve("report.html");
    Map<String, String> versions = Provenance.of("", Map.of(), Map.of()).libraries();
    ReportPage.write(new BudgetReport(findings).of(command, versions), page);
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
