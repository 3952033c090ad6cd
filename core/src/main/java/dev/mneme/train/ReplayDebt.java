package dev.mneme.train;

import java.util.Map;
import java.util.Objects;

/**
 * How many learnt tokens of old tasks are owed for those of the new one:
 *
 * <pre>
 *   owed after step s = ⌊ ratio · Σ_{t ≤ s} f(t) · learnt of the new in step t ⌋ − learnt of the old
 *   f = 1 (constant) or 1 − t / steps (linear) while t &lt; steps, and 0 after
 * </pre>
 *
 * Tokens are counted where they are learnt; those of prompts are only read. In a linear fade a term
 * counts f in the loss too, so that an old token weighs the same throughout. It is below 0 where
 * more was learnt than was owed.
 *
 * <p>It has to be told what the new task learns: by {@link Term#counted} for every term before the
 * one that pays.
 */
public final class ReplayDebt {

  /** How it goes as the steps go by. */
  public enum Shape {
    CONSTANT,
    LINEAR
  }

  /**
   * How much, and until when.
   *
   * @param ratio learnt tokens of the old for each of the new
   * @param steps after which it is over
   */
  public record Plan(double ratio, long steps, Shape shape) {

    public Plan {
      if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("the ratio of replay must be positive, was " + ratio);
      }
      if (steps < 1) {
        throw new IllegalArgumentException("replay needs a step at least, not " + steps);
      }
    }

    /** f of a step. */
    double at(long step) {
      if (step >= steps) {
        return 0;
      }
      return switch (shape) {
        case CONSTANT -> 1;
        case LINEAR -> 1 - (double) step / steps;
      };
    }
  }

  /** What its state is called in that of a source. */
  private static final String STATE = "tokens";

  private final Plan plan;
  private double seen; // Σ f · tokens of the new task
  private long paid; // tokens of the old

  public ReplayDebt(Plan plan) {
    this.plan = plan;
  }

  /** Is told what the new task learns in a step. */
  void learnt(long step, long tokens) {
    seen += plan.at(step) * tokens;
  }

  /** Is told what of the old is learnt. */
  void pay(long tokens) {
    paid += tokens;
  }

  long owed() {
    return (long) Math.floor(plan.ratio() * seen) - paid;
  }

  /** Tokens of the old that were learnt so far. */
  long paid() {
    return paid;
  }

  /** How much the term that pays counts in a step: 0 where nothing is owed. */
  double share(long step) {
    return owed() > 0 ? plan.at(step) : 0;
  }

  /** Adds what it remembers to the state of a source. */
  void putInto(Map<String, double[]> state) {
    state.put(STATE, new double[] {seen, paid});
  }

  /** Goes on from the state of a source. */
  void restore(Map<String, double[]> state) {
    double[] tokens = Objects.requireNonNull(state.get(STATE), STATE);
    seen = tokens[0];
    paid = (long) tokens[1];
  }
}
