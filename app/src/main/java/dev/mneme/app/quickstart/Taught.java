package dev.mneme.app.quickstart;

import dev.mneme.app.comparison.Findings;
import dev.mneme.app.comparison.TaskChange;
import dev.mneme.app.drift.Drift;
import dev.mneme.measure.Figure;
import java.util.Objects;

/**
 * What came of one way of teaching.
 *
 * @param way its name
 * @param findings against the base, with a new task and a drift
 */
record Taught(String way, Findings findings) {

  TaskChange learnt() {
    return Objects.requireNonNull(findings.gained());
  }

  Drift drift() {
    return Objects.requireNonNull(findings.drift());
  }

  /** Forward KL on the new task's prompts, in nats a token. */
  Figure kl() {
    return drift().forward().perToken();
  }

  /** How many tasks were to be kept. */
  int priors() {
    return findings.prior().size();
  }

  /** Mean change of the prior tasks, a share. */
  Figure kept() {
    return findings.meanChange();
  }
}
