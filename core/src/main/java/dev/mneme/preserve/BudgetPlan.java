package dev.mneme.preserve;

import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * How a run is watched.
 *
 * @param by what is decided by
 * @param confidence that the budget is kept, in [½, 1)
 * @param steps of the run
 * @param every steps between two readings of the KL
 * @param probes of prior tasks in the run, denser at its beginning
 * @param backs how often the model may be drawn back before the run stops
 * @param known readings of earlier runs; empty for none
 * @param schedule the factor of the learning rate that a step, from 1, has without a budget
 */
public record BudgetPlan(
    BudgetLimit limit,
    By by,
    double confidence,
    long steps,
    long every,
    int probes,
    int backs,
    List<RunLaw.Reading> known,
    LongToDoubleFunction schedule) {
  public BudgetPlan {
    known = List.copyOf(known);
    if (!(confidence >= 0.5 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must lie in [0.5, 1), was " + confidence);
    }
    Given.requireAtLeast(1, "steps", (double) steps);
    Given.requireAtLeast(1, "every", (double) every);
    Given.requireAtLeast(1, "probes", probes);
    Given.requireAtLeast(0, "backs", backs);
  }

  /** By what is decided. */
  public enum By {
    /** The law of the run itself, {@link RunLaw}. */
    LAW,
    /** Single probes: the run ends at the first that reads more than the budget. */
    PROBES,
    /** Nothing: the run is measured, and goes on. */
    NONE
  }

  /** Whether the KL is to be read after so many steps. */
  public boolean reads(long step) {
    return step % every == 0 || step == steps;
  }

  /**
   * Whether prior tasks are to be asked then, too: at the reading at or after steps · (j / probes)²
   * for each j, so that the law is known early.
   */
  public boolean asks(long step) {
    if (!reads(step) || step == 0) {
      return false;
    }
    long before = (step - 1) / every * every;
    return step == steps || due(step) > due(before);
  }

  private long due(long step) {
    return (long) Math.floor(probes * Math.sqrt((double) step / steps) + 1e-9);
  }
}
