package dev.mneme.objective;

import dev.mneme.model.TokenDivergence;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
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
   * Which policy the expectation is taken under: the reference, p (forward), or the trained one, q
   * (reverse).
   */
  public enum Direction implements TokenDivergence {
    FORWARD {
      @Override
      public Tensor between(Tensor logP, Tensor logQ) {
        return kl(logP, logQ);
      }

      @Override
      public Tensor slope(Tensor logP, Tensor logQ) {
        return logQ.exp().sub_(logP.exp()); // r = −p / q
      }
    },
    REVERSE {
      @Override
      public Tensor between(Tensor logP, Tensor logQ) {
        return kl(logQ, logP);
      }

      @Override
      public Tensor slope(Tensor logP, Tensor logQ) {
        return centred(logQ.exp(), logQ.sub(logP)); // r = log q − log p + 1
      }
    }
  }

  /** Σ_a π_of(a) (log π_of(a) − log π_to(a)). // […, alphabet] twice → […] */
  static Tensor kl(Tensor of, Tensor to) {
    return Maths.sum(of.exp().mul(of.sub(to)), -1);
  }

  /** q_v (r_v − Σ_u q_u r_u), in r's place. // [tokens, alphabet] twice → [tokens, alphabet] */
  static Tensor centred(Tensor q, Tensor r) {
    Tensor mean = Maths.sum(q.mul(r), 1).unsqueeze(1); // [tokens, 1]
    return r.sub_(mean).mul_(q);
  }

  @Override
  public Loss loss(Scores scores, Batch batch) {
    Tensor perAction = scores.divergence(direction, reference, temperature); // [rows, time]
    Tensor mean = Aggregation.OVER_ACTIONS.of(perAction, batch.actions());
    return Loss.of(temperature == 1 ? mean : Maths.times(mean, temperature * temperature));
  }
}
