package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * By the states of a language model, one pass for all that is asked of a batch. Scores of the
 * vocabulary are computed only where there is an action.
 */
final class TextReading implements Reading {

  private final LanguagePolicy policy;
  private final Texts prompts;
  private final Actions actions;
  private final long[] live;
  private @Nullable Tensor states;
  private @Nullable Tensor logProbs;
  private @Nullable Tensor chosen;

  TextReading(LanguagePolicy policy, Texts prompts, Actions actions) {
    this.policy = policy;
    this.prompts = prompts;
    this.actions = actions;
    this.live = live(actions);
  }

  /** The places of the actions that count, of [rows · time]; one where none does. */
  private static long[] live(Actions actions) {
    float[] mask = Tensors.toFloats(actions.mask());
    long[] places =
        IntStream.range(0, mask.length).filter(i -> mask[i] != 0).asLongStream().toArray();
    return places.length == 0 ? new long[] {0} : places;
  }

  /** // [rows, time, width] */
  private Tensor states() {
    Tensor known = states;
    if (known == null) {
      known = policy.states(prompts, actions);
      states = known;
    }
    return known;
  }

  @Override
  public Tensor logProbs() {
    Tensor known = logProbs;
    if (known == null) {
      known = policy.logProbs(states());
      logProbs = known;
    }
    return known;
  }

  @Override
  public Tensor chosen() {
    Tensor known = chosen;
    if (known == null) {
      Tensor ids = actions.ids().reshape(-1).index_select(0, places()); // [counted]
      known =
          spread(
              policy
                  .decoder()
                  .chosenLogProbs(counted(states()).unsqueeze(0), ids.unsqueeze(0))
                  .squeeze(0));
      chosen = known;
    }
    return known;
  }

  @Override
  public Tensor divergence(
      TokenDivergence divergence, Policy other, Prompts told, double temperature) {
    if (!(other instanceof LanguagePolicy model)) {
      return new WholeReading(policy, prompts, actions, this::logProbs, null)
          .divergence(divergence, other, told, temperature);
    }
    Tensor theirs = Gradients.without(() -> counted(model.allStates((Texts) told, actions)));
    return spread(
        policy
            .decoder()
            .divergence(divergence, counted(states()), model.decoder(), theirs, temperature));
  }

  private Tensor places() {
    return Tensors.longs(live, live.length);
  }

  /** // [rows, time, width] → [counted, width] */
  private Tensor counted(Tensor all) {
    Tensor flat = all.reshape(-1, all.size(2));
    return live.length == flat.size(0) ? flat : flat.index_select(0, places());
  }

  /** // [counted] → [rows, time] */
  private Tensor spread(Tensor values) {
    long all = (long) actions.rows() * actions.time();
    Tensor full =
        live.length == all ? values : values.new_zeros(all).index_add(0, places(), values);
    return full.view(actions.rows(), actions.time()).mul(actions.mask());
  }
}
