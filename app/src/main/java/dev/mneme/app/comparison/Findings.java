package dev.mneme.app.comparison;

import dev.mneme.app.drift.Drift;
import dev.mneme.measure.ContinualScores;
import dev.mneme.measure.Figure;
import dev.mneme.measure.ForgettingLaw;
import dev.mneme.measure.Interval;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a comparison found.
 *
 * @param models their names, the base first
 * @param samples drawn of each written answer; 0 for the likeliest text
 * @param gained the new task; null where none is named
 * @param prior tasks that were to be kept
 * @param drift null where none could be measured, and then {@code noDrift} says why
 * @param expected null without a law
 * @param sequence null unless more than two models were given
 * @param pairs items whose score changed
 */
public record Findings(
    List<String> models,
    String suite,
    int samples,
    Thresholds thresholds,
    @Nullable TaskChange gained,
    List<TaskChange> prior,
    @Nullable Drift drift,
    String noDrift,
    @Nullable Expected expected,
    @Nullable Sequence sequence,
    List<ItemPair> pairs,
    Verdict verdict) {

  public Findings {
    models = List.copyOf(models);
    prior = List.copyOf(prior);
    pairs = List.copyOf(pairs);
  }

  /**
   * What a law lets expect.
   *
   * @param law as its file has it
   * @param prediction in points of mean prior score lost
   */
  public record Expected(LawKeys law, ForgettingLaw.Prediction prediction) {}

  /**
   * Models tuned one after the other.
   *
   * @param tasks names: those learnt, in order, then the prior ones
   */
  public record Sequence(List<String> tasks, ContinualScores scores) {

    public Sequence {
      tasks = List.copyOf(tasks);
    }
  }

  String base() {
    return models.getFirst();
  }

  String tuned() {
    return models.getLast();
  }

  /** All tasks, the new one first. */
  public List<TaskChange> tasks() {
    return gained == null ? prior : Stream.concat(Stream.of(gained), prior.stream()).toList();
  }

  /** Mean over the prior tasks of their differences; its error is √(Σ se²) / K. */
  public Figure meanChange() {
    double sum = 0;
    double squares = 0;
    for (TaskChange task : prior) {
      sum += task.difference();
      double error = task.change().difference().interval().normalError(thresholds.confidence());
      squares += error * error;
    }
    double mean = sum / prior.size();
    double error = Math.sqrt(squares) / prior.size();
    return new Figure(mean, Interval.normal(mean, error, thresholds.confidence()));
  }

  /** Means over the prior tasks before and after. */
  public double meanBefore() {
    return prior.stream().mapToDouble(task -> task.before().value()).average().orElse(Double.NaN);
  }

  public double meanAfter() {
    return prior.stream().mapToDouble(task -> task.after().value()).average().orElse(Double.NaN);
  }

  /** The level at which a single prior task is sure to be tested. */
  double strictestLevel() {
    return thresholds.alpha() / Math.max(1, prior.size());
  }

  /** The smallest drop that would have been found in a prior task. */
  public double detectable(TaskChange task) {
    return task.change().detectable(strictestLevel(), thresholds.power());
  }

  /** What a task is called beside the others. */
  String title(TaskChange task) {
    return task.equals(gained) ? "new: " + task.name() : task.name();
  }
}
