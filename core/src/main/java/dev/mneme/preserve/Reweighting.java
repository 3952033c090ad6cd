package dev.mneme.preserve;

import java.util.Map;

/**
 * Finds out, step by step, how much each of a run's K objectives counts.
 *
 * <pre>  a step follows (1/K) Σ_k λ_k ∇L_k </pre>
 *
 * It is asked once a step, in their order, and remembers what it needs. Used by one thread.
 */
public sealed interface Reweighting permits Weighting, GradientWeighting {

  /** K. */
  int objectives();

  /**
   * What objectives count by in a step in which others have nothing to be learnt from, so that
   * there is nothing to make weights of: alike, unless it says otherwise. Asking changes nothing.
   */
  default Weights present() {
    return Weights.alike(objectives());
  }

  /**
   * A copy of all that it remembers, by name; nothing, unless it says otherwise. Random streams are
   * saved by those who own them.
   */
  default Map<String, double[]> state() {
    return Map.of();
  }

  /**
   * Goes on, bit for bit, from where {@link #state()} was taken.
   *
   * @throws IllegalArgumentException if that is not the state of such a reweighting
   */
  default void restore(Map<String, double[]> state) {
    new Memory().restore(state);
  }
}
