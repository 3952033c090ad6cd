package dev.mneme.preserve;

/** What may be lost. */
public sealed interface BudgetLimit {

  /**
   * @param points of prior score, above 0
   */
  record Forgetting(double points) implements BudgetLimit {
    public Forgetting {
      Given.requirePositive("a budget of forgetting", points);
    }
  }

  /**
   * @param nats a token, above 0
   */
  record Kl(double nats) implements BudgetLimit {
    public Kl {
      Given.requirePositive("a budget of KL", nats);
    }
  }
}
