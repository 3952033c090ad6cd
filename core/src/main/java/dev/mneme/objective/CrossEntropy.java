package dev.mneme.objective;

import dev.mneme.policy.Scores;

/**
 * Supervised fine-tuning on hard labels.
 *
 * <pre>  L = − Σ_{rows, t} log π(a_t | x, a_{&lt;t}) / number of actions </pre>
 *
 * Gradient of the forward KL from the demonstrator to π, in nats an action; unbiased for the
 * demonstrations given.
 */
public record CrossEntropy() implements Objective<Batch.Demonstrations> {

  @Override
  public Loss loss(Scores scores, Batch.Demonstrations batch) {
    return Loss.of(Aggregation.OVER_ACTIONS.of(scores.chosen().neg(), batch.actions()));
  }
}
