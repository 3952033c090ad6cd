package dev.mneme.policy;

import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A policy's view of one batch, computed when first asked for and then shared by all objectives of
 * the batch. Lives as long as the scope it is used in.
 */
public final class Scores {

  private final Policy policy;
  private final Prompts prompts;
  private final Actions actions;
  private @Nullable Tensor logProbs;
  private @Nullable Tensor chosen;

  public Scores(Policy policy, Prompts prompts, Actions actions) {
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
    this.actions = actions;
  }

  /** Log-probabilities of every action at every position. // [rows, time, alphabet] */
  public Tensor logProbs() {
    Tensor known = logProbs;
    if (known == null) {
      known = policy.logProbs(prompts, actions);
      logProbs = known;
    }
    return known;
  }

  /** Log-probabilities of the actions taken, 0 where there is none. // [rows, time] */
  public Tensor chosen() {
    Tensor known = chosen;
    if (known == null) {
      known =
          logProbs == null ? policy.chosenLogProbs(prompts, actions) : choose(logProbs, actions);
      chosen = known;
    }
    return known;
  }

  /** Log-probabilities of whole sequences. // [rows] */
  public Tensor sequences() {
    return Maths.sum(chosen(), 1);
  }

  /** Picks the actions taken out of all. // [rows, time] */
  static Tensor choose(Tensor logProbs, Actions actions) {
    return logProbs.gather(2, actions.ids().unsqueeze(2)).squeeze(2).mul(actions.mask());
  }
}
