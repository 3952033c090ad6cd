package dev.mneme.policy;

import dev.mneme.model.Decoder;
import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The states that predict a batch's actions, computed a piece of the batch after the other.
 *
 * <pre>  H = (H_1, …, H_n), a part for each piece      ∂L/∂θ = Σ_pieces ∂L/∂H_i · ∂H_i/∂θ
 * </pre>
 *
 * Losses see all states at once, so whatever they divide by is the whole batch's; only the passes
 * through the blocks are in pieces, and of a pass that is over nothing but its states is kept.
 * Several pieces cost one pass more than one. Exact up to the order of sums.
 *
 * @param learnt the weights that learn
 */
record PiecewiseStates(
    Decoder decoder, List<Tensor> learnt, List<Pieces.Piece> pieces, boolean checkpointed) {

  /** // [actions of all pieces, width] */
  Tensor all() {
    if (pieces.size() == 1) {
      return of(pieces.getFirst());
    }
    Tensor value = Gradients.without(() -> one());
    return CustomGradient.attach(value, learnt, this::gradients);
  }

  private Tensor one() {
    try (Scope whole = Scope.open()) {
      List<Tensor> parts = new ArrayList<>();
      for (Pieces.Piece piece : pieces) {
        try (Scope scope = Scope.open()) {
          parts.add(scope.keep(of(piece)));
        }
      }
      return whole.keep(Maths.concatenate(parts, 0));
    }
  }

  private List<Tensor> gradients(Tensor incoming) {
    List<Tensor> total = new ArrayList<>();
    long from = 0;
    for (Pieces.Piece piece : pieces) {
      long count = piece.states().length;
      try (Scope scope = Scope.open()) {
        Tensor own = incoming.narrow(0, from, count);
        Tensor sum = Gradients.recording(() -> of(piece).mul(own).sum());
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
  private Tensor of(Pieces.Piece piece) {
    TokenBatch batch = piece.batch();
    Tensor hidden = checkpointed ? decoder.hiddenCheckpointed(batch) : decoder.hidden(batch);
    return hidden
        .reshape(-1, hidden.size(2))
        .index_select(0, Tensors.longs(piece.states(), piece.states().length));
  }
}
