package dev.mneme.policy;

import dev.mneme.model.Decoder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of the actions taken, computed a piece of the batch after the other.
 *
 * <pre>  ℓ = (ℓ_1, …, ℓ_n) over the actions      ∂L/∂θ = Σ_pieces Σ_{i in piece} ∂L/∂ℓ_i · ∂ℓ_i/∂θ
 * </pre>
 *
 * The loss sees all ℓ at once, so whatever it divides by is the whole batch's; only the passes of
 * the model are in pieces. Several pieces cost one pass more than one, in which nothing is kept.
 * Exact up to the order of sums.
 */
final class PiecewiseScores {

  private final Decoder decoder;
  private final Parameters learnt;
  private final Scoring scoring;
  private final double scale;

  /**
   * @param scale of the logits
   */
  PiecewiseScores(Decoder decoder, Parameters learnt, Scoring scoring, double scale) {
    this.decoder = decoder;
    this.learnt = learnt;
    this.scoring = scoring;
    this.scale = scale;
  }

  /** // [rows, time], 0 where masked */
  Tensor chosen(Texts prompts, Actions actions) {
    Pieces pieces = Pieces.of(prompts, actions, scoring);
    Tensor flat = flat(pieces.all()); // [counted actions]
    Tensor zero = Tensors.zerosLike(flat.narrow(0, 0, 1));
    return Maths.concatenate(List.of(flat, zero), 0)
        .index_select(0, pieces.places())
        .view(actions.rows(), actions.time())
        .mul(actions.mask());
  }

  private Tensor flat(List<Pieces.Piece> pieces) {
    if (pieces.size() == 1) {
      return score(pieces.getFirst());
    }
    Tensor value =
        Gradients.without(() -> {
          List<Tensor> parts = new ArrayList<>();
          for (Pieces.Piece piece : pieces) {
            try (Scope scope = Scope.open()) {
              parts.add(scope.keep(score(piece)));
            }
          }
          return Maths.concatenate(parts, 0);
        });
    return CustomGradient.attach(value, learnt.tensors(), gradient -> gradients(pieces, gradient));
  }

  private List<Tensor> gradients(List<Pieces.Piece> pieces, Tensor incoming) {
    List<Tensor> total = new ArrayList<>();
    long from = 0;
    for (Pieces.Piece piece : pieces) {
      long count = piece.ids().length;
      try (Scope scope = Scope.open()) {
        Tensor own = incoming.narrow(0, from, count);
        Tensor sum = Gradients.recording(() -> score(piece).mul(own).sum());
        List<Tensor> found = Gradients.of(sum, learnt.tensors());
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
      total.set(i, Tensors.to(total.get(i), Tensors.typeOf(learnt.tensors().get(i))));
    }
    return total;
  }

  /** // [counted actions of the piece] */
  private Tensor score(Pieces.Piece piece) {
    TokenBatch batch = piece.batch();
    Tensor hidden =
        scoring.checkpointed() ? decoder.hiddenCheckpointed(batch) : decoder.hidden(batch);
    long count = piece.ids().length;
    Tensor states =
        hidden
            .reshape(-1, hidden.size(2))
            .index_select(0, Tensors.longs(piece.states(), count)); // [actions, width]
    Tensor scaled = scale == 1 ? states : Maths.times(states, scale);
    Tensor ids = Tensors.longs(piece.ids(), 1, count);
    return decoder.chosenLogProbs(scaled.unsqueeze(0), ids).squeeze(0);
  }
}
