package dev.mneme.objective;

import dev.mneme.policy.Scores;

/**
 * Gives one differentiable loss, to be minimised, and its signals for a batch.
 *
 * @param <B> the kind of batch it learns from
 */
@FunctionalInterface
public interface Objective<B extends Batch> {

  /**
   * @param scores the trained policy's view of the batch's prompts and actions
   */
  Loss loss(Scores scores, B batch);
}
