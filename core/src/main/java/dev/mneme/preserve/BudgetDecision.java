package dev.mneme.preserve;

/** What a {@link ForgettingBudget} wants done, and why. */
public sealed interface BudgetDecision {

  /** In words, for the event log and the screen. */
  String reason();

  /** Everything stays as it is. */
  record Keep(String reason) implements BudgetDecision {}

  /**
   * What holds the model near its base counts more from now on.
   *
   * @param factor of its weight, above 1
   */
  record Tighten(double factor, String reason) implements BudgetDecision {}

  /**
   * What holds the model near its base counts less from now on.
   *
   * @param factor of its weight, below 1
   */
  record Loosen(double factor, String reason) implements BudgetDecision {}

  /**
   * The model becomes again what it was, and is held more firmly.
   *
   * @param step after which it was so
   * @param factor of the weight of what holds it
   */
  record StepBack(long step, double factor, String reason) implements BudgetDecision {}

  /**
   * The run is over.
   *
   * @param step after which the model was what it becomes again; the present one if it may stay
   */
  record Stop(long step, String reason) implements BudgetDecision {}
}
