package dev.mneme.app.comparison;

import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.app.evaluation.TaskResult;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import dev.mneme.task.benchmark.ItemResult;
import dev.mneme.task.benchmark.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** What one model made of one task, perhaps of several samples, as numbers an item. */
final class TaskScores {

  private final List<TaskResult> samples;
  private final String metric;
  private final double[] values;
  private final double[] weights;

  /**
   * @param samples of the same model and task, at least one; an item's score is the mean of theirs
   */
  TaskScores(List<TaskResult> samples) {
    this.samples = List.copyOf(samples);
    this.metric = samples.getFirst().metric();
    int items = samples.getFirst().items().size();
    this.values = new double[items];
    this.weights = new double[items];
    for (int item = 0; item < items; item++) {
      for (TaskResult sample : samples) {
        Metric scored = Objects.requireNonNull(sample.items().get(item).metrics().get(metric));
        values[item] += scored.value() / samples.size();
        weights[item] = scored.weight();
      }
    }
  }

  TaskItems task() {
    return samples.getFirst().task();
  }

  String metric() {
    return metric;
  }

  int items() {
    return values.length;
  }

  double[] values() {
    return values.clone();
  }

  double[] weights() {
    return weights.clone();
  }

  /** Σ w v / Σ w. */
  double mean() {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[i] * values[i];
    }
    return sum / Arrays.stream(weights).sum();
  }

  double value(int item) {
    return values[item];
  }

  /** What the first sample says of an item. */
  ItemResult shown(int item) {
    return samples.getFirst().items().get(item);
  }

  /** Whether answers are written, and so have lengths. */
  boolean isWritten() {
    return task().items().getFirst() instanceof Item.Prompt;
  }

  /** Tokens of each item's answers, their mean over samples. */
  double[] lengths() {
    return IntStream.range(0, values.length)
        .mapToDouble(item -> meanOf(item, Answer.Response::tokens))
        .toArray();
  }

  /** Share of answers that were still going on when their room was used up. */
  double cut() {
    return IntStream.range(0, values.length)
        .mapToDouble(item -> meanOf(item, answer -> answer.stopped() ? 0 : 1))
        .average()
        .orElse(Double.NaN);
  }

  private interface Reading {
    double of(Answer.Response answer);
  }

  private double meanOf(int item, Reading reading) {
    return samples.stream()
        .mapToDouble(sample -> reading.of((Answer.Response) sample.items().get(item).answer()))
        .average()
        .orElse(Double.NaN);
  }

  /** How many answers were computed now, not read from the cache. */
  int computed() {
    return samples.stream().mapToInt(TaskResult::computed).sum();
  }

  int answers() {
    return samples.size() * values.length;
  }
}
