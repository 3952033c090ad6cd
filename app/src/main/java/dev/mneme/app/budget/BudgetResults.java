package dev.mneme.app.budget;

import dev.mneme.app.study.StudyTrial;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.lab.budget.Way;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The trials of a sweep as points of the study. */
final class BudgetResults {

  private static final String LOST = "budget.check.forgetting";

  private final Map<String, Double> base;

  /**
   * @param base the base's score on each new task, by the names of the suite, in [0, 1]
   */
  BudgetResults(Map<String, Double> base) {
    this.base = base;
  }

  /**
   * What came of the trials.
   *
   * @param points of those that reached their end
   * @param diverged names of the others, each with its reason
   */
  record Read(List<BudgetPoint> points, List<String> diverged) {}

  /** Reads the results of a sweep. */
  Read read(Path trials) {
    StudyTrial.All all = StudyTrial.of(trials.resolve(SweepRun.RESULTS));
    return new Read(all.finished().stream().map(this::point).toList(), all.diverged());
  }

  /** What the base scores on a new task. */
  double base(String task) {
    return figure(base, BudgetFiles.benchmark(task));
  }

  /** Whether a run was tuned from a base that scores alike, as far as this one was asked. */
  boolean sameBase(BudgetPoint other) {
    double here = base(other.task());
    return Double.isNaN(here) || here == other.baseNewTask();
  }

  /** What a trial's group calls the method is METHOD.WAY here. */
  private BudgetPoint point(StudyTrial trial) {
    int dot = trial.method().indexOf('.');
    Way way = Way.of(trial.method().substring(dot + 1)).orElseThrow();
    Map<String, Double> figures = trial.figures();
    return new BudgetPoint(
        trial.name(),
        BudgetMethod.of(trial.method().substring(0, dot)).orElseThrow(),
        trial.task(),
        way,
        way.budgeted() ? figure(figures, "budget.limit") : trial.rate(),
        trial.seed(),
        figure(trial.measured(), BudgetFiles.benchmark(trial.task())),
        base(trial.task()),
        new Figure(
            figure(figures, LOST),
            new Interval(figure(figures, LOST + ".low"), figure(figures, LOST + ".high"))),
        figure(figures, "budget.predicted"),
        figure(figures, "budget.check.kl"),
        trial.seconds());
  }

  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, Double.NaN);
  }
}
