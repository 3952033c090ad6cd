package dev.mneme.lab.budget;

import dev.mneme.measure.Figure;

/**
 * One run as it was measured.
 *
 * @param run its name
 * @param task that it learnt
 * @param setting of its way: learning rate, weight, or points
 * @param newTask score of the tuned model on the new task, in [0, 1]
 * @param baseNewTask the same of the model that it was tuned from
 * @param forgetting points of mean prior score lost, on items held out for that
 * @param predicted the same as the run's own law foretells it; NaN where there is none
 * @param kl KL(base ‖ tuned) on texts held out, nats a token
 * @param seconds of its training, with all that was probed on the way
 */
public record BudgetPoint(
    String run,
    BudgetMethod method,
    String task,
    Way way,
    double setting,
    long seed,
    double newTask,
    double baseNewTask,
    Figure forgetting,
    double predicted,
    double kl,
    double seconds) {

  /** Whether what was measured is no more than a budget, in points. */
  public boolean keeps(double budget) {
    return forgetting.value() <= budget;
  }

  /** Whether more was lost than chance explains, as far as the items show. */
  public boolean clearlyBreaks(double budget) {
    return forgetting.interval().low() > budget;
  }

  /** Whether both learnt the same by the same method and seed. */
  boolean besides(BudgetPoint other) {
    return sameLesson(other) && seed == other.seed;
  }

  /** Whether both learnt the same by the same method. */
  boolean sameLesson(BudgetPoint other) {
    return task.equals(other.task) && method == other.method;
  }

  /** Whether both say of one trial. */
  public boolean sameTrial(BudgetPoint other) {
    return besides(other) && way == other.way && Double.compare(setting, other.setting) == 0;
  }
}
