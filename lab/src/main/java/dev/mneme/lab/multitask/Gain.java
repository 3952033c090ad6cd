package dev.mneme.lab.multitask;

import java.util.EnumMap;
import java.util.Map;

/**
 * A network that learns all tasks against networks of the same seed that learn one each.
 *
 * <pre>
 *   r_t = 100 · (M_t − S_t) / S_t      M_t score in the network of all tasks, S_t in that of t alone
 *   Δm = (1/T) Σ_t r_t                 worst = min over t of r_t            both in per cent
 * </pre>
 *
 * Scores are better the higher they are, so no sign is turned. Below 0, learning together has cost
 * something.
 *
 * <p>Source: arXiv 1904.08918.
 *
 * @param relative r_t by task
 */
record Gain(Map<ImageTask, Double> relative) {

  Gain {
    relative = Map.copyOf(relative);
  }

  /**
   * Compares scores.
   *
   * @param together M_t
   * @param alone S_t of the same tasks, above 0
   */
  static Gain of(Map<ImageTask, Double> together, Map<ImageTask, Double> alone) {
    if (together.isEmpty() || !together.keySet().equals(alone.keySet())) {
      throw new IllegalArgumentException(
          "the tasks %s cannot be held against %s".formatted(together.keySet(), alone.keySet()));
    }
    Map<ImageTask, Double> relative = new EnumMap<>(ImageTask.class);
    together.forEach((task, score) -> {
      double reference = alone.getOrDefault(task, Double.NaN);
      if (!(reference > 0)) {
        throw new IllegalArgumentException(
            "the score of %s alone must be positive, was %s".formatted(task.id(), reference));
      }
      relative.put(task, 100 * (score - reference) / reference);
    });
    return new Gain(relative);
  }

  /** Δm. */
  double mean() {
    // in the order of the tasks, as sums of another order may differ in their last digit
    double sum = 0;
    for (ImageTask task : ImageTask.values()) {
      sum += relative.getOrDefault(task, 0.0);
    }
    return sum / relative.size();
  }

  double worst() {
    return relative.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }
}
