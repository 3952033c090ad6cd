package dev.mneme.app.razor;

import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.StudyTrial;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.data.InputException;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trials of a sweep as points of the study. */
final class RazorResults {

  private static final String DRIFT = "drift.";

  private final List<String> prior;
  private final Map<String, Double> base;
  private final int steps;

  /**
   * @param prior benchmarks of the prior tasks
   * @param base the base's score on each benchmark, in [0, 1]
   * @param steps of the trials that imitate
   */
  RazorResults(List<String> prior, Map<String, Double> base, int steps) {
    this.prior = prior;
    this.base = base;
    this.steps = steps;
  }

  /**
   * What came of the trials, and which of them diverged.
   *
   * @param points of those that reached their end
   * @param diverged names of the others, each with its reason
   */
  record Read(List<RazorPoint> points, List<String> diverged) {}

  /**
   * Reads the results of a sweep in its folder.
   *
   * @param before seconds by group that came before its own training
   */
  Read read(Path trials, Map<String, Double> before) {
    StudyTrial.All all = StudyTrial.of(trials.resolve(SweepRun.RESULTS));
    return new Read(
        all.finished().stream().map(trial -> point(trial, before)).toList(), all.diverged());
  }

  /** What the base scores on a new task, and on the prior ones. */
  RazorPoint.Scores base(String task) {
    return scores(task, base);
  }

  /** Whether a model was tuned from a base that scores alike, as far as this one was asked. */
  boolean sameBase(RazorPoint other) {
    RazorPoint.Scores here = base(other.task());
    return other.base().prior() == here.prior()
        && (Double.isNaN(here.newTask()) || other.base().newTask() == here.newTask());
  }

  /**
   * Sees that models of other studies stand beside one base on every task, also where this one was
   * not asked it.
   *
   * @throws InputException in one line, if they do not
   */
  static void requireOneBase(List<RazorPoint> others) {
    Map<String, RazorPoint> first = new LinkedHashMap<>();
    for (RazorPoint other : others) {
      RazorPoint before = first.putIfAbsent(other.task(), other);
      if (before != null && !before.base().equals(other.base())) {
        throw InputException.of(
            "--join: on %s the base of %s scores otherwise than that of %s. Join studies of one base that asked the same items.",
            other.task(), other.run(), before.run());
      }
    }
  }

  private RazorPoint point(StudyTrial trial, Map<String, Double> before) {
    Map<String, Double> drift = new LinkedHashMap<>();
    trial
        .measured()
        .forEach((key, value) -> {
          if (key.startsWith(DRIFT)) {
            drift.put(key.substring(DRIFT.length()), value);
          }
        });
    return new RazorPoint(
        trial.name(),
        RazorMethod.of(trial.method()).orElseThrow(),
        trial.task(),
        trial.rate(),
        trial.seed(),
        steps,
        scores(trial.task(), trial.measured()),
        base(trial.task()),
        trial.seconds() + before.getOrDefault(trial.group(), 0.0),
        drift);
  }

  private RazorPoint.Scores scores(String task, Map<String, Double> scores) {
    return new RazorPoint.Scores(
        scores.getOrDefault(RazorFiles.benchmark(task), Double.NaN), LabPrior.mean(prior, scores));
  }
}
