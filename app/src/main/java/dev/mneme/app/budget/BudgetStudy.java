package dev.mneme.app.budget;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.study.Joined;
import dev.mneme.app.study.Measured;
import dev.mneme.app.study.StudyOutput;
import dev.mneme.app.study.WorldOptions;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetPoint;
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
    try (Exam exam =
        Exam.of(study.folder().suite().toString(), plan.items(), Path.of("data"), true)) {
      before = exam.ask(places.base(), null, study.folder().baseAnswers(), terminal);
    }
    BudgetResults results = new BudgetResults(before);
    Measured measured = plan.measured(places.base());
    List<BudgetPoint> others =
        new Joined<>(
                file -> BudgetPoints.read(file, measured),
                BudgetPoint::run,
                results::sameBase,
                plan::trains,
                BudgetPoint::sameTrial)
            .of(places.elsewhere(), places.base());
    new SweepRun(
            terminal, study.folder().sweep(), study.folder().trials(), workers, new ImageOptions())
        .run(Terminal.plain(Writer.nullWriter(), Writer.nullWriter()), null);
    BudgetResults.Read here = results.read(study.folder().trials());
    List<BudgetPoint> points = new ArrayList<>(here.points());
    points.addAll(others);
    StudyOutput output = new StudyOutput(terminal, places);
    // Before the findings: a part too small for any can still be joined.
    output.file("points.csv", BudgetPoints.write(points, measured));
    BudgetFindings findings = output.found(() -> BudgetFindings.of(points), here.diverged().size());
    new BudgetTables(terminal, findings).print(here.diverged());
    write(output, findings, command);
  }

  private void write(StudyOutput output, BudgetFindings findings, String command) {
    output.findings(BudgetJson.of(findings, command));
    Path page = output.page(versions -> new BudgetReport(findings).of(command, versions));
    output.tell("open " + page);
  }
}
