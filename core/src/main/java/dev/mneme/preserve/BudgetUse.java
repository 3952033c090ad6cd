package dev.mneme.preserve;

/**
 * How much of the budget a model uses up, in budgets.
 *
 * @param kl nats a token
 * @param guess what is expected
 * @param spread from the guess to the bound; infinite where nothing is known
 * @param error what a check may find beyond it by its own error alone
 */
record BudgetUse(double kl, double guess, double spread, double error) {

  private static final int HALVINGS = 50;

  static final BudgetUse UNKNOWN = new BudgetUse(0, 0, Double.POSITIVE_INFINITY, 0);
  static final BudgetUse OF_BASE = new BudgetUse(0, 0, 0, 0);

  /** u where that share of the forgetting is left: answers that changed go with it, errors less. */
  double atMost(double share) {
    return share == 0 ? 0 : share * guess + Math.hypot(share * spread, Math.sqrt(share) * error);
  }

  /** The share at which no more than that is used up. */
  double share(double most) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      low = atMost(middle) <= most ? middle : low;
      high = atMost(middle) <= most ? high : middle;
    }
    return low;
  }

  double[] state() {
    return new double[] {kl, guess, spread, error};
  }

  static BudgetUse of(double[] state) {
    return new BudgetUse(state[0], state[1], state[2], state[3]);
  }

  /** What is left of it where the KL is that on the way to the base. */
  BudgetUse along(double after) {
    double share = kl == 0 ? 0 : after / kl;
    return share == 0
        ? OF_BASE
        : new BudgetUse(after, share * guess, share * spread, Math.sqrt(share) * error);
  }
}
