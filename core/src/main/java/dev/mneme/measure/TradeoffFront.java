package dev.mneme.measure;

import dev.mneme.measure.TradeoffCurve.Outcome;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The reading of a {@link TradeoffCurve} that needs no fit: linear between the models on the Pareto
 * front. Resampling models gives no interval for it, as the front of some of them lies on or below
 * that of all; take its spread over seeds.
 */
public final class TradeoffFront {

  private final List<Outcome> front;

  private TradeoffFront(List<Outcome> front) {
    this.front = front;
  }

  /** The front of some models, at least one. */
  public static TradeoffFront of(List<Outcome> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a trade-off needs at least one model");
    }
    return new TradeoffFront(ParetoFront.of(models, Outcome::newTask, Outcome::priorTasks));
  }

  /**
   * The prior score of a model that reaches at least this level of the new task: none above the
   * best model, and that of the leftmost model below it.
   */
  public OptionalDouble at(double level) {
    if (level > front.getLast().newTask()) {
      return OptionalDouble.empty();
    }
    int right = 0;
    while (front.get(right).newTask() < level) {
      right++;
    }
    Outcome above = front.get(right);
    if (right == 0) {
      return OptionalDouble.of(above.priorTasks());
    }
    Outcome below = front.get(right - 1);
    double share = (level - below.newTask()) / (above.newTask() - below.newTask());
    return OptionalDouble.of(
        below.priorTasks() + share * (above.priorTasks() - below.priorTasks()));
  }
}
