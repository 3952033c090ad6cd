package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;

/**
 * An objective for another view of the policy in training: the model itself, say, where what learns
 * is the model at a temperature.
 *
 * @param view borrowed; of the same weights
 */
public record Viewed<B extends Batch>(Policy view, Objective<? super B> objective)
    implements Objective<B> {

  @Override
  public Loss loss(Scores scores, B batch) {
    return objective.loss(batch.scores(view), batch);
  }
}
