package dev.mneme.objective;

import dev.mneme.policy.Scores;

/**
 * Learning by one of the rewards of completions, as if there were no other.
 *
 * @param number of the reward among {@link Batch.Experience#parts}
 */
public record RewardPart(Objective<Batch.Experience> objective, int number)
    implements Objective<Batch.Experience> {

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    return objective.loss(scores, batch.part(number));
  }
}
