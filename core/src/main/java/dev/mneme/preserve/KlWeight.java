package dev.mneme.preserve;

import java.util.Map;

/**
 * How much an objective counts, where that moves as a run goes on: the weight of a KL, or of
 * another term that holds a model where it was. What it remembers is part of a run's snapshot.
 */
public sealed interface KlWeight permits KlController, SteeredWeight {

  /** The weight of the step that comes. */
  double weight();

  /** Takes note of the objective's value in the step that was. */
  void follow(double value);

  /** A copy of all that it remembers, by name. */
  Map<String, double[]> state();

  /**
   * Goes on, bit for bit, from where {@link #state()} was taken.
   *
   * @throws IllegalArgumentException if that is not the state of such a weight
   */
  void restore(Map<String, double[]> state);
}
