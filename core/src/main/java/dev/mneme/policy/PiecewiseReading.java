package dev.mneme.policy;

import dev.mneme.model.Decoder;
import dev.mneme.model.TokenBatch;
import dev.mneme.model.TokenDivergence;
import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * By a piece of the batch after the other.
 *
 * <pre>  v = (v_1, …, v_n) over the actions      ∂L/∂θ = Σ_pieces Σ_{i in piece} ∂L/∂v_i · ∂v_i/∂θ
 * </pre>
 *
 * The loss sees all v at once, so whatever it divides by is the whole batch's; only the passes of
 * the model are in pieces. Several pieces cost one pass more than one, in which nothing is kept.
 * Exact up to the order of sums.
 */
final class PiecewiseReading implements Reading {

  private final LanguagePolicy policy;
  private final Texts prompts;
  private final Actions actions;
  private final Scoring scoring;
  private final Pieces pieces;
  private @Nullable Tensor only;
  private @Nullable Tensor chosen;

  PiecewiseReading(LanguagePolicy policy, Texts prompts, Actions actions, Scoring scoring) {
    this.policy = policy;
    this.prompts = prompts;
    this.actions = actions;
    this.scoring = scoring;
    this.pieces = Pieces.of(prompts, actions, scoring);
  }

  /** What is computed of the states that predict a piece's actions. */
  private interface Function {

    /**
     * @param states [actions, width]
     * @param from the first of the actions, of those of all pieces
     * @return [actions]
     */
    Tensor of(Tensor states, Pieces.Piece piece, long from);
  }

  @Override
  public Tensor logProbs() {
    return policy.logProbs(prompts, actions);
  }

  @Override
  public Tensor chosen() {
    Tensor known = chosen;
    if (known == null) {
      known = spread(this::chosen);
      chosen = known;
    }
    return known;
  }

  private Tensor chosen(Tensor states, Pieces.Piece piece, long from) {
    Tensor ids = Tensors.longs(piece.ids(), 1, piece.ids().length);
    return policy.decoder().chosenLogProbs(states.unsqueeze(0), ids).squeeze(0);
  }

  @Override
  public Tensor divergence(
      TokenDivergence divergence, Policy other, Prompts told, double temperature) {
    if (!(other instanceof LanguagePolicy model)) {
      return new WholeReading(policy, prompts, actions)
          .divergence(divergence, other, told, temperature);
    }
    Tensor theirs =
        Gradients.without(() -> {
          Tensor all = model.allStates((Texts) told, actions); // [rows, time, width]
          return all.reshape(-1, all.size(2)).index_select(0, pieces.inOrder());
        }); // [actions of all pieces, width]
    Decoder decoder = policy.decoder();
    return spread((states, piece, from) ->
        decoder.divergence(
            divergence,
            states,
            model.decoder(),
            theirs.narrow(0, from, states.size(0)),
            temperature));
  }

  /** The states of all actions, without gradients. // [rows, time, width] */
  Tensor states() {
    return Gradients.without(() -> {
      Tensor flat = eachPiece((states, piece, from) -> states);
      Tensor none = flat.new_zeros(1, flat.size(1));
      return Maths.concatenate(List.of(flat, none), 0)
          .index_select(0, pieces.places())
          .view(actions.rows(), actions.time(), -1);
    });
  }

  /** // [rows, time], 0 where masked */
  private Tensor spread(Function function) {
    Tensor flat = flat(function); // [actions of all pieces]
    Tensor zero = Tensors.zerosLike(flat.narrow(0, 0, 1));
    return Maths.concatenate(List.of(flat, zero), 0)
        .index_select(0, pieces.places())
        .view(actions.rows(), actions.time())
        .mul(actions.mask());
  }

  private Tensor flat(Function function) {
    if (pieces.all().size() == 1) {
      return function.of(only(), pieces.all().getFirst(), 0);
    }
    Tensor value = Gradients.without(() -> eachPiece(function));
    return CustomGradient.attach(
        value, policy.parameters().tensors(), gradient -> gradients(function, gradient));
  }

  /** A single piece goes through the model once, whatever is asked of it. */
  private Tensor only() {
    Tensor known = only;
    if (known == null) {
      known = states(pieces.all().getFirst());
      only = known;
    }
    return known;
  }

  private Tensor eachPiece(Function function) {
    List<Tensor> parts = new ArrayList<>();
    long from = 0;
    for (Pieces.Piece piece : pieces.all()) {
      try (Scope scope = Scope.open()) {
        parts.add(scope.keep(function.of(states(piece), piece, from)));
      }
      from += piece.ids().length;
    }
    return Maths.concatenate(parts, 0);
  }

  private List<Tensor> gradients(Function function, Tensor incoming) {
    List<Tensor> learnt = policy.parameters().tensors();
    List<Tensor> total = new ArrayList<>();
    long from = 0;
    for (Pieces.Piece piece : pieces.all()) {
      long count = piece.ids().length;
      long start = from;
      try (Scope scope = Scope.open()) {
        Tensor own = incoming.narrow(0, from, count);
        Tensor sum =
            Gradients.recording(() -> function.of(states(piece), piece, start).mul(own).sum());
        List<Tensor> found = Gradients.of(sum, learnt);
        for (int i = 0; i < found.size(); i++) {
          if (from == 0) {
            // A narrow sum over many pieces would lose the small ones.
            total.add(scope.keep(Tensors.wide(found.get(i))));
          } else {
            total.get(i).add_(found.get(i));
          }
        }
      }
      from += count;
    }
    for (int i = 0; i < total.size(); i++) {
      total.set(i, Tensors.to(total.get(i), Tensors.typeOf(learnt.get(i))));
    }
    return total;
  }

  /** // [actions of the piece, width] */
  private Tensor states(Pieces.Piece piece) {
    TokenBatch batch = piece.batch();
    Decoder decoder = policy.decoder();
    Tensor hidden =
        scoring.checkpointed() ? decoder.hiddenCheckpointed(batch) : decoder.hidden(batch);
    Tensor states =
        hidden
            .reshape(-1, hidden.size(2))
            .index_select(0, Tensors.longs(piece.states(), piece.states().length));
    return policy.atTemperature(states);
  }
}
