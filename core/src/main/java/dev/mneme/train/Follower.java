package dev.mneme.train;

import dev.mneme.policy.Policy;

/**
 * A policy that follows the one in training: a teacher that is its slow average.
 *
 * <pre>  after every step:  w̄ ← w̄ + rate · (w − w̄) </pre>
 *
 * Its weights are saved in checkpoints.
 *
 * @param policy borrowed; its weights are overwritten
 * @param rate above 0; 1 copies
 */
public record Follower(Policy policy, double rate) {

  public Follower {
    if (!(rate > 0 && rate <= 1)) {
      throw new IllegalArgumentException("the rate must lie above 0 and not above 1, was " + rate);
    }
  }

  void follow(Policy trained) {
    WeightAverage.interpolate(policy.parameters(), trained.parameters(), rate);
  }
}
