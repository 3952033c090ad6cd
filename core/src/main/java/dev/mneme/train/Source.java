package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;
import java.util.Map;

/**
 * Where the batches of a term come from: demonstrations, or rollouts of the policy in training.
 * What a step gets depends on its number, on the random streams and on what {@link #state} tells,
 * so that a resumed run sees the same.
 */
@FunctionalInterface
public interface Source<B extends Batch> {

  /** The batch for step {@code step} (from 0); its tensors belong to the scope of the step. */
  B next(long step, RandomStreams streams);

  /**
   * How much its term counts in a step: 0 where there is nothing to learn, and then no batch is
   * asked for. Asked once the terms before it have had theirs.
   */
  default double share(long step) {
    return 1;
  }

  /** What is worth watching of how the last batch came about, by name. */
  default Map<String, Double> signals() {
    return Map.of();
  }

  /**
   * A copy of all that it remembers from step to step, by name; nothing, unless it says otherwise.
   */
  default Map<String, double[]> state() {
    return Map.of();
  }

  /** Goes on, bit for bit, from where {@link #state()} was taken. */
  default void restore(Map<String, double[]> state) {}
}
