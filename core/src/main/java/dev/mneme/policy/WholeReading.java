package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** By log-probabilities of the whole alphabet, for small ones. */
final class WholeReading implements Reading {

  private final Policy policy;
  private final Prompts prompts;
  private final Actions actions;
  private final Supplier<Tensor> all;
  private final Once logProbs = new Once();
  private final Once chosen;

  WholeReading(Policy policy, Prompts prompts, Actions actions) {
    this(policy, prompts, actions, () -> policy.logProbs(prompts, actions), new Once());
  }

  /** Where the policy has part of it already. */
  WholeReading(Policy policy, Prompts prompts, Actions actions, Supplier<Tensor> all, Once chosen) {
    this.chosen = chosen;
    this.policy = policy;
    this.prompts = prompts;
    this.actions = actions;
    this.all = all;
  }

  @Override
  public Tensor logProbs() {
    return logProbs.get(all);
  }

  @Override
  public Tensor chosen() {
    return chosen.get(() ->
        logProbs.isKnown()
            ? Scores.choose(logProbs(), actions)
            : policy.chosenLogProbs(prompts, actions));
  }

  @Override
  public Tensor divergence(
      TokenDivergence divergence, Policy other, Prompts told, double temperature) {
    return divergence(divergence, other, told, actions, temperature, logProbs());
  }

  /** // logProbs: [rows, time, alphabet] → [rows, time] */
  static Tensor divergence(
      TokenDivergence divergence,
      Policy other,
      Prompts told,
      Actions actions,
      double temperature,
      Tensor logProbs) {
    Tensor logP = Gradients.without(() -> flattened(other.logProbs(told, actions), temperature));
    Tensor logQ = flattened(logProbs, temperature);
    return divergence.between(logP, logQ).mul(actions.mask());
  }

  private static Tensor flattened(Tensor logProbs, double temperature) {
    return temperature == 1 ? logProbs : Maths.logSoftmax(Maths.times(logProbs, 1 / temperature));
  }
}
