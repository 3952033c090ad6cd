package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** By log-probabilities of the whole alphabet, for small ones. */
final class WholeReading implements Reading {

  private final Policy policy;
  private final Prompts prompts;
  private final Actions actions;
  private final Supplier<Tensor> all;
  private @Nullable Tensor logProbs;
  private @Nullable Tensor chosen;

  WholeReading(Policy policy, Prompts prompts, Actions actions) {
    this(policy, prompts, actions, () -> policy.logProbs(prompts, actions), null);
  }

  /** Where the policy has part of it already. */
  WholeReading(
      Policy policy,
      Prompts prompts,
      Actions actions,
      Supplier<Tensor> all,
      @Nullable Tensor chosen) {
    this.policy = policy;
    this.prompts = prompts;
    this.actions = actions;
    this.all = all;
    this.chosen = chosen;
  }

  @Override
  public Tensor logProbs() {
    Tensor known = logProbs;
    if (known == null) {
      known = all.get();
      logProbs = known;
    }
    return known;
  }

  @Override
  public Tensor chosen() {
    Tensor known = chosen;
    if (known == null) {
      known =
          logProbs == null
              ? policy.chosenLogProbs(prompts, actions)
              : Scores.choose(logProbs, actions);
      chosen = known;
    }
    return known;
  }

  @Override
  public Tensor divergence(
      TokenDivergence divergence, Policy other, Prompts told, double temperature) {
    Tensor logP = Gradients.without(() -> flattened(other.logProbs(told, actions), temperature));
    Tensor logQ = flattened(logProbs(), temperature);
    return divergence.between(logP, logQ).mul(actions.mask()); // [rows, time]
  }

  private static Tensor flattened(Tensor logProbs, double temperature) {
    return temperature == 1 ? logProbs : Maths.logSoftmax(Maths.times(logProbs, 1 / temperature));
  }
}
