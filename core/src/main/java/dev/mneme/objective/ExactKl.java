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
 * Mean over the positions, in nats an action. At a temperature T other than 1 both are flattened to
 * π^(1/T), normalised, and the mean is multiplied by T², which keeps the length of the gradient:
 * FORWARD is then learning without forgetting (arXiv 1606.09282; the factor is that of arXiv
 * 1503.02531), in which what the reference finds unlikely counts for more. Exact for policies of
 * one step. For longer ones it is exact given the histories: those come from whoever made the
 * actions, and the gradient does not see that π changes them.
 *
 * @param reference borrowed, never changed
 * @param temperature T
 */
public record ExactKl(Direction direction, Policy reference, double temperature)
    implements Objective<Batch> {

  public ExactKl {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the temperature must be positive, was " + temperature);
    }
  }

  /** Of the policies as they are. */
  public ExactKl(Direction direction, Policy reference) {
    this(direction, reference, 1);
  }

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
        Gradients.without(() ->
            flattened(
                reference.logProbs(batch.prompts(), batch.actions()))); // [rows, time, alphabet]
    Tensor own = flattened(scores.logProbs());
    Tensor perAction =
        switch (direction) {
          case FORWARD -> Maths.sum(other.exp().mul(other.sub(own)), 2); // [rows, time]
          case REVERSE -> Maths.sum(own.exp().mul(own.sub(other)), 2);
        };
    Tensor mean =
        Aggregation.OVER_ACTIONS.of(perAction.mul(batch.actions().mask()), batch.actions());
    return Loss.of(temperature == 1 ? mean : Maths.times(mean, temperature * temperature));
  }

  private Tensor flattened(Tensor logProbs) {
    return temperature == 1 ? logProbs : Maths.logSoftmax(Maths.times(logProbs, 1 / temperature));
  }
}
