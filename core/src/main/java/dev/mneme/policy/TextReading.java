package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * By the states of a language model: one pass for all that is asked of a batch, whole or in pieces.
 * Scores of the vocabulary are computed only where there is an action.
 */
final class TextReading implements Reading {

  private final LanguagePolicy policy;
  private final Prompts prompts;
  private final Actions actions;
  private final Once states = new Once();
  private final Once logProbs = new Once();
  private final Once chosen = new Once();
  private long @Nullable [] live;

  TextReading(LanguagePolicy policy, Prompts prompts, Actions actions) {
    this.policy = policy;
    this.prompts = prompts;
    this.actions = actions;
  }

  /** The places of the actions that count, of [rows · time]; one where none does. */
  private long[] live() {
    long[] known = live;
    if (known == null) {
      known = actions.counted();
      if (known.length == 0) {
        known = new long[] {0};
      }
      live = known;
    }
    return known;
  }

  /** // [counted, width] */
  private Tensor states() {
    return states.get(() -> policy.states((Texts) prompts, actions, live()));
  }

  @Override
  public Tensor logProbs() {
    return logProbs.get(() -> policy.logProbs(prompts, actions));
  }

  @Override
  public Tensor chosen() {
    return chosen.get(() -> {
      Tensor ids = actions.ids().reshape(-1).index_select(0, places()); // [counted]
      return spread(policy.decoder().chosenLogProbs(states(), ids));
    });
  }

  @Override
  public Tensor divergence(
      TokenDivergence divergence, Policy other, Prompts told, double temperature) {
    if (!(other instanceof LanguagePolicy model)) {
      return WholeReading.divergence(divergence, other, told, actions, temperature, logProbs());
    }
    return spread(
        policy
            .decoder()
            .divergence(divergence, states(), model.decoder(), theirs(model, told), temperature));
  }

  /** // [counted, width of the other] */
  private Tensor theirs(LanguagePolicy model, Prompts told) {
    try (Scope scope = Scope.open()) {
      return scope.keep(Gradients.without(() -> model.states((Texts) told, actions, live())));
    }
  }

  private Tensor places() {
    return Tensors.longs(live(), live().length);
  }

  /** // [counted] → [rows, time] */
  private Tensor spread(Tensor values) {
    long all = (long) actions.rows() * actions.time();
    Tensor full =
        live().length == all ? values : values.new_zeros(all).index_add(0, places(), values);
    return full.view(actions.rows(), actions.time()).mul(actions.mask());
  }
}
