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
   * The model goes a part of the way back to its base, is held more firmly, and is looked at again.
   *
   * @param share of the way from the base that is left, in [0, 1)
   * @param factor of the weight of what holds it
   */
  record DrawBack(double share, double factor, String reason) implements BudgetDecision {}

  /**
   * The run is over.
   *
   * @param step after which the model was what it becomes again; the present one if it may stay
   */
  record Stop(long step, String reason) implements BudgetDecision {}
}
