package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * A policy's view of one batch, computed when first asked for and then shared by all objectives of
 * the batch. Lives as long as the scope it is used in.
 */
public final class Scores {

  private final Policy policy;
  private final Prompts prompts;
  private final Reading reading;

  Scores(Policy policy, Prompts prompts, Actions actions, Reading reading) {
    if (actions.rows() != prompts.size() * actions.group()) {
      throw new IllegalArgumentException(
          "%d rows in groups of %d answer %d prompts, not %d"
              .formatted(
                  actions.rows(),
                  actions.group(),
                  actions.rows() / actions.group(),
                  prompts.size()));
    }
    this.policy = policy;
    this.prompts = prompts;
    this.reading = reading;
  }

  /** Whether this is the view of that very policy: an equal copy may have other weights. */
  @SuppressWarnings("ReferenceEquality")
  public boolean isOf(Policy other) {
    return policy == other;
  }

  /** Log-probabilities of every action at every position. // [rows, time, alphabet] */
  public Tensor logProbs() {
    return reading.logProbs();
  }

  /** Log-probabilities of the actions taken, 0 where there is none. // [rows, time] */
  public Tensor chosen() {
    return reading.chosen();
  }

  /** Log-probabilities of whole sequences. // [rows] */
  public Tensor sequences() {
    return Maths.sum(chosen(), 1);
  }

  /**
   * D(p, q) at every position, where q is what this view's policy says there and p what another one
   * does. Two language models never hold what they say of the whole vocabulary at once.
   *
   * @param other borrowed, does not learn
   * @param temperature T: both are flattened to π^(1/T), normalised
   * @return [rows, time], in nats, 0 where there is no action
   */
  public Tensor divergence(TokenDivergence divergence, Policy other, double temperature) {
    return reading.divergence(divergence, other, prompts, temperature);
  }

  /**
   * The same of another policy that is told something else before the same actions.
   *
   * @param told as many prompts
   */
  public Tensor divergence(TokenDivergence divergence, Policy other, Prompts told) {
    return reading.divergence(divergence, other, told, 1);
  }

  /** Picks the actions taken out of all. // [rows, time] */
  static Tensor choose(Tensor logProbs, Actions actions) {
    return logProbs.gather(2, actions.ids().unsqueeze(2)).squeeze(2).mul(actions.mask());
  }
}
