package dev.mneme.policy;

import dev.mneme.tensor.Maths;
import java.util.function.Supplier;
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
  private final Supplier<Tensor> all;
  private @Nullable Tensor logProbs;
  private @Nullable Tensor chosen;

  public Scores(Policy policy, Prompts prompts, Actions actions) {
    this(policy, prompts, actions, () -> policy.logProbs(prompts, actions), null);
  }

  /** A view that a policy has part of already. */
  Scores(
      Policy policy,
      Prompts prompts,
      Actions actions,
      Supplier<Tensor> all,
      @Nullable Tensor chosen) {
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
    this.all = all;
    this.chosen = chosen;
  }

  /** Whether this is the view of that very policy: an equal copy may have other weights. */
  @SuppressWarnings("ReferenceEquality")
  public boolean isOf(Policy other) {
    return policy == other;
  }

  /** Log-probabilities of every action at every position. // [rows, time, alphabet] */
  public Tensor logProbs() {
    Tensor known = logProbs;
    if (known == null) {
      known = all.get();
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
