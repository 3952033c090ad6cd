package dev.mneme.app.recap;

import dev.mneme.app.study.LabPrior;
import dev.mneme.app.study.StudyTrial;
import dev.mneme.app.sweep.SweepRun;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.Measure;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
import dev.mneme.run.EventLog;
import dev.mneme.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The trials of a sweep as points of the study, and how their weights moved. */
final class RecapResults {

  private final List<String> prior;
  private final Map<String, Double> base;

  /**
   * @param prior benchmarks of the prior tasks
   * @param base what the base was measured to do, by the names of the suite
   */
  RecapResults(List<String> prior, Map<String, Double> base) {
    this.prior = prior;
    this.base = base;
  }

  /**
   * What came of the trials.
   *
   * @param points of those that reached their end
   * @param curves how their rewards and weights moved
   * @param diverged names of the others, each with its reason
   */
  record Read(List<RecapPoint> points, List<RunCurves> curves, List<String> diverged) {}

  /** Reads the results of a sweep, and the events of its trials. */
  Read read(Path trials) {
    StudyTrial.All all = StudyTrial.of(trials.resolve(SweepRun.RESULTS));
    List<RecapPoint> points = new ArrayList<>();
    List<RunCurves> curves = new ArrayList<>();
    for (StudyTrial trial : all.finished()) {
      RecapMethod method = RecapMethod.of(trial.method()).orElseThrow();
      RunCurves own =
          RunCurves.of(
              trial.name(), EventLog.read(trials.resolve(trial.name()).resolve(RunFolder.EVENTS)));
      points.add(
          new RecapPoint(
              trial.name(),
              method,
              trial.task(),
              trial.rate(),
              trial.seed(),
              measures(trial.task(), trial.measured()),
              base(trial.task()),
              trial.seconds(),
              own.last(RunCurves.Kind.WEIGHT),
              own.last(RunCurves.Kind.REWARD)));
      curves.add(own);
    }
    return new Read(points, curves, all.diverged());
  }

  /** What the base is measured to be; it is no way from itself. */
  Map<Measure, Double> base(String task) {
    Map<Measure, Double> measures = measures(task, base);
    measures.put(Measure.FORWARD_KL, 0.0);
    return measures;
  }

  /** Whether a model was tuned from a base that measures alike, as far as this one was asked. */
  boolean sameBase(RecapPoint other) {
    Map<Measure, Double> here = base(other.task());
    return other.base().entrySet().stream()
        .allMatch(each -> {
          double ours = here.getOrDefault(each.getKey(), Double.NaN);
          return Double.isNaN(ours) || ours == each.getValue();
        });
  }

  private Map<Measure, Double> measures(String task, Map<String, Double> figures) {
    String asked = RecapFiles.asked(task) + ".";
    Map<Measure, Double> measures = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      measures.put(
          measure,
          switch (measure) {
            case NEW -> figure(figures, asked + Aim.ACCURACY.id());
            case PRIOR -> LabPrior.mean(prior, figures);
            case ANSWER_FORMAT -> figure(figures, asked + Aim.ANSWER_FORMAT.id());
            case THINK_FORMAT -> figure(figures, asked + Aim.THINK_FORMAT.id());
            case OVERLAP -> figure(figures, asked + Aim.OVERLAP.id());
            case WORDS -> RecapRewards.words(figure(figures, asked + RecapRewards.BREVITY));
            case FORWARD_KL -> figure(figures, "drift.forward-kl");
          });
    }
    return measures;
  }

  private static double figure(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, Double.NaN);
  }
}
