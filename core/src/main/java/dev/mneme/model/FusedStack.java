package dev.mneme.model;

import dev.mneme.kernel.Rows;
import dev.mneme.kernel.VectorInstructions;
import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All blocks of a decoder one after the other, as one differentiable step; see {@link FusedBlock}.
 */
final class FusedStack {

  private final DecoderShape shape;
  private final List<FusedBlock> blocks;

  private FusedStack(DecoderShape shape, Parameters parameters) {
    this.shape = shape;
    this.blocks =
        IntStream.range(0, shape.layers())
            .mapToObj(layer -> new FusedBlock(shape, layer, parameters))
            .toList();
  }

  /** Null where this JVM or the model does not allow it. */
  static @Nullable FusedStack of(DecoderShape shape, Parameters parameters, Linears linears) {
    boolean single =
        parameters.byName().values().stream()
            .allMatch(weight -> Tensors.typeOf(weight) == ElementType.F32);
    boolean plain = linears instanceof PlainLinears && !shape.headNorms();
    return single && plain && VectorInstructions.areThere()
        ? new FusedStack(shape, parameters)
        : null;
  }

  /**
   * The residual stream behind the last block.
   *
   * @param stream [rows, time, width]
   * @param keeping what is inside a block for its gradient; otherwise it is computed again
   */
  Tensor apply(
      Tensor stream, SelfAttention attention, RotaryFrequencies.Turn turn, boolean keeping) {
    int rows = Math.toIntExact(stream.size(0));
    int time = Math.toIntExact(stream.size(1));
    FusedBlock.Pass pass =
        new FusedBlock.Pass(
            rows,
            time,
            attention,
            table(turn.cosine()),
            table(turn.sine()),
            turn.cosine().size(0) == 1);
    List<Tensor> inputs = new ArrayList<>(List.of(stream));
    blocks.forEach(block -> inputs.addAll(block.weights()));
    boolean learning = Gradients.areRecorded() && inputs.stream().anyMatch(t -> t.requires_grad());
    List<FusedBlock.Kept> kept = new ArrayList<>();
    List<Tensor> streams = new ArrayList<>();
    Tensor value =
        Gradients.without(() -> {
          Tensor x = stream.detach().reshape(pass.tokens(), shape.width()).contiguous();
          for (FusedBlock block : blocks) {
            if (learning && keeping) {
              kept.add(block.forward(x, pass));
              x = kept.getLast().y();
            } else {
              streams.add(x);
              x = only(block, x, pass);
            }
          }
          return x.view(rows, time, shape.width());
        });
    return CustomGradient.attach(
        value,
        inputs,
        gradient -> {
          return Gradients.without(() ->
              backward(
                  gradient.reshape(pass.tokens(), shape.width()).clone(),
                  pass,
                  layer ->
                      keeping
                          ? kept.get(layer)
                          : blocks.get(layer).forward(streams.get(layer), pass)));
        });
  }

  private static Tensor only(FusedBlock block, Tensor x, FusedBlock.Pass pass) {
    try (Scope scope = Scope.open()) {
      return scope.keep(block.forward(x, pass).y());
    }
  }

  private Rows table(Tensor turn) {
    return Rows.of(Tensors.memory(turn), shape.headWidth());
  }

  /** Gradients of the stream before the first block and of all weights, in order. */
  private List<Tensor> backward(
      Tensor dy, FusedBlock.Pass pass, IntFunction<FusedBlock.Kept> insides) {
    List<Tensor> all = new ArrayList<>();
    for (int layer = blocks.size() - 1; layer >= 0; layer--) {
      try (Scope scope = Scope.open()) {
        List<Tensor> weights = blocks.get(layer).backward(insides.apply(layer), dy, pass);
        weights.forEach(scope::keep);
        all.addAll(0, weights);
      }
    }
    all.addFirst(dy.view(pass.rows(), pass.time(), shape.width()));
    return all;
  }
}
