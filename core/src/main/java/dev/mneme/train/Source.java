package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;
import java.util.Map;

/**
 * Where the batches of a term come from: demonstrations, or rollouts of the policy in training.
 * Holds no state of its own: what a step gets depends on its number and on the random streams, so
 * that a resumed run sees the same.
 */
@FunctionalInterface
public interface Source<B extends Batch> {

  /** The batch for step {@code step} (from 0); its tensors belong to the scope of the step. */
  B next(long step, RandomStreams streams);

  /** What is worth watching of how the last batch came about, by name. */
  default Map<String, Double> signals() {
    return Map.of();
  }
}
