package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Kullback–Leibler divergence to a reference, summed exactly over the alphabet at every position of
 * the batch's actions.
 *
 * <pre>
 *   FORWARD:  Σ_a π_ref(a) (log π_ref(a) − log π(a))      REVERSE:  Σ_a π(a) (log π(a) − log π_ref(a))
 * </pre>
 *
 * Mean over the positions, in nats an action. Exact for policies of one step. For longer ones it is
 * exact given the histories: those come from whoever made the actions, and the gradient does not
 * see that π changes them.
 *
 * @param reference borrowed, never changed
 */
public record ExactKl(Direction direction, Policy reference) implements Objective<Batch> {

  /**
   * Which policy the expectation is taken under: the reference (forward) or the trained one
   * (reverse).
   */
  public enum Direction {
    FORWARD,
    REVERSE
  }

  @Override
  public Loss loss(Scores scores, Batch batch) {
    Tensor other =
        Gradients.without(
            () -> reference.logProbs(batch.prompts(), batch.actions())); // [rows, time, alphabet]
    Tensor own = scores.logProbs();
    Tensor perAction =
        switch (direction) {
          case FORWARD -> Maths.sum(other.exp().mul(other.sub(own)), 2); // [rows, time]
          case REVERSE -> Maths.sum(own.exp().mul(own.sub(other)), 2);
        };
    return Loss.of(
        Aggregation.OVER_ACTIONS.of(perAction.mul(batch.actions().mask()), batch.actions()));
  }
}
