package dev.mneme.app.tuning;

import dev.mneme.app.evaluation.PriorTasks;
import dev.mneme.preserve.RunLaw;
import dev.mneme.task.benchmark.Answer;
import dev.mneme.task.benchmark.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the probes of a run find on prior tasks, each against what the base answers to the same
 * items asked in the same way. The last, by which the model that is left is judged, is as large as
 * the check.
 *
 * <pre>
 *   forgetting = Σ_i w_i (base_i − tuned_i),   error² = max(Σ_i times_i w_i² (base_i − tuned_i)², times w²)
 * </pre>
 *
 * w_i are the weights of the mean over tasks. The error is that of items that differ by chance, at
 * least that of the one which counts most; times_i is how often an item is asked on the way, as
 * errors of the same items do not average out.
 */
final class PriorProbes {

  private static final double POINTS = 100;

  private final PriorTasks tasks;
  private final int count;
  private final List<List<Double>> base = new ArrayList<>();

  /**
   * @param tasks borrowed
   * @param count of all probes of the run
   */
  PriorProbes(PriorTasks tasks, int count) {
    this.tasks = tasks;
    this.count = count;
  }

  /**
   * What base and tuned model were worth.
   *
   * @param forgetting in points
   * @param error of it, the same
   */
  record Found(List<Double> before, PriorTasks.Scores after, double forgetting, double error) {

    RunLaw.Reading at(long step, double kl) {
      return new RunLaw.Reading(step, Math.max(0, kl), forgetting, error);
    }
  }

  private List<PriorTasks.Asked> items(int number) {
    return number == count - 1 ? tasks.lastProbe() : tasks.probe(number);
  }

  /** Asks the base all that probes will. */
  void askBase(PriorTasks.Asking asking) {
    Map<List<Item>, Map<String, Answer>> known = new HashMap<>();
    PriorTasks.Asking once = items -> known.computeIfAbsent(items, asking::answers);
    base.clear();
    for (int number = 0; number < count; number++) {
      base.add(tasks.ask(items(number), once).values());
    }
  }

  /** The probe by which a model that is left is judged. */
  Found askLast(PriorTasks.Asking tuned) {
    return ask(count - 1, tuned);
  }

  /** The probe of that number. */
  Found ask(int number, PriorTasks.Asking tuned) {
    List<PriorTasks.Asked> items = items(number);
    List<Double> before = base.get(number);
    PriorTasks.Scores after = tasks.ask(items, tuned);
    double lost = 0;
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < before.size(); i++) {
      double weight = after.weights().get(i);
      double apart = weight * (before.get(i) - after.values().get(i));
      int times = number == count - 1 ? 1 : tasks.times(items.get(i).task(), count - 1);
      lost += apart;
      squares += times * apart * apart;
      largest = Math.max(largest, times * weight * weight);
    }
    return new Found(before, after, POINTS * lost, POINTS * Math.sqrt(Math.max(squares, largest)));
  }

  /** What the base was worth, all probes after each other; empty where it was not asked. */
  double[] state() {
    return base.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Goes on from {@link #state()}.
   *
   * @throws IllegalArgumentException if it is not one of a run with the same items
   */
  void restore(double[] state) {
    base.clear();
    int from = 0;
    for (int number = 0; number < count && state.length > 0; number++) {
      int to = from + items(number).size();
      if (to > state.length) {
        throw new IllegalArgumentException("the saved answers of the base are of other items");
      }
      List<Double> scores = new ArrayList<>();
      for (; from < to; from++) {
        scores.add(state[from]);
      }
      base.add(List.copyOf(scores));
    }
  }
}
