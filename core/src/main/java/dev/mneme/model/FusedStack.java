package dev.mneme.model;

import dev.mneme.kernel.Rows;
import dev.mneme.kernel.SequenceAttention;
import dev.mneme.kernel.VectorInstructions;
import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.SideBySide;
import dev.mneme.tensor.Tensors;
import dev.mneme.tensor.Threads;
import java.util.ArrayList;
import java.util.List;
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

  /** Null where this JVM, the model or where it lies does not allow it. */
  static @Nullable FusedStack of(DecoderShape shape, Parameters parameters, Linears linears) {
    boolean single =
        parameters.byName().values().stream()
            .allMatch(weight ->
                Tensors.typeOf(weight) == ElementType.F32 && Tensors.isOnProcessor(weight));
    boolean plain = linears instanceof PlainLinears && !shape.headNorms();
    return single && plain && VectorInstructions.areThere()
        ? new FusedStack(shape, parameters)
        : null;
  }

  /**
   * What one thread computes.
   *
   * @param turn of the positions of the part
   */
  record Share(TokenBatch.Part part, RotaryFrequencies.Turn turn) {

    /** [all tokens, width] → [the share's tokens, width], a copy where they are no neighbours */
    private Tensor of(Tensor all) {
      List<Tensor> runs =
          part.runs().stream().map(run -> all.narrow(0, run.from(), run.count())).toList();
      return runs.size() == 1 ? runs.getFirst() : Maths.concatenate(runs, 0);
    }

    /** The other way. */
    private void into(Tensor all, Tensor own) {
      long at = 0;
      for (TokenBatch.Run run : part.runs()) {
        all.narrow(0, run.from(), run.count()).copy_(own.narrow(0, at, run.count()));
        at += run.count();
      }
    }
  }

  /** What a share keeps: what is inside the blocks that learn, or else what went into each. */
  private record Kept(List<FusedBlock.Kept> insides, List<Tensor> streams, Tensor y) {}

  /**
   * The residual stream behind the last block.
   *
   * @param stream [rows, time, width]
   * @param shares all tokens, each in one of them
   * @param keeping what is inside a block for its gradient; otherwise it is computed again
   */
  Tensor apply(Tensor stream, List<Share> shares, boolean keeping) {
    List<Tensor> inputs = new ArrayList<>(List.of(stream));
    blocks.forEach(block -> inputs.addAll(block.weights()));
    boolean learning = Gradients.areRecorded() && inputs.stream().anyMatch(t -> t.requires_grad());
    boolean inside = learning && keeping;
    int first = learning ? firstLearning(stream) : 0;
    int alone = shares.size() == 1 ? SideBySide.most() : 1;
    List<FusedBlock.Pass> passes = shares.stream().map(share -> pass(share, alone)).toList();
    Tensor flat = stream.detach().reshape(-1, shape.width()).contiguous(); // [tokens, width]
    List<Kept> kept =
        SideBySide.compute(
            places(shares)
                .mapToObj(i -> forward(shares.get(i), flat, passes.get(i), first, inside))
                .toList());
    Tensor value = Tensors.empty(ElementType.F32, Tensors.shapeOf(flat));
    Gradients.without(
        () -> places(shares).forEach(i -> shares.get(i).into(value, kept.get(i).y())));
    return CustomGradient.attach(
        value.view(Tensors.shapeOf(stream)),
        inputs,
        gradient -> Gradients.without(() -> backward(shares, passes, kept, first, gradient)));
  }

  /** The block at which the way back ends: below it nothing learns. */
  private int firstLearning(Tensor stream) {
    int first = 0;
    while (!stream.requires_grad() && blocks.get(first).weights().isEmpty()) {
      first++;
    }
    return first;
  }

  private static IntStream places(List<?> list) {
    return IntStream.range(0, list.size());
  }

  /**
   * @param pieces that the work on heads may be cut into
   */
  private FusedBlock.Pass pass(Share share, int pieces) {
    Tensor cosine = share.turn().cosine();
    return new FusedBlock.Pass(
        Math.toIntExact(share.part().batch().ids().size(0)),
        Math.toIntExact(share.part().batch().ids().size(1)),
        share.part().batch().spans(),
        heads(Math.min(pieces, shape.keyValueHeads())),
        table(cosine),
        table(share.turn().sine()),
        cosine.size(0) == 1);
  }

  private List<FusedBlock.Heads> heads(int pieces) {
    int all = shape.keyValueHeads();
    int group = shape.heads() / all;
    return IntStream.range(0, pieces)
        .mapToObj(piece -> {
          int from = all * piece / pieces;
          int count = all * (piece + 1) / pieces - from;
          return new FusedBlock.Heads(from, new SequenceAttention(shape.headWidth(), count, group));
        })
        .toList();
  }

  private Rows table(Tensor turn) {
    return Rows.of(Tensors.memory(turn), shape.headWidth());
  }

  private SideBySide.Work<Kept> forward(
      Share share, Tensor flat, FusedBlock.Pass pass, int first, boolean inside) {
    return scope -> {
      Kept kept = forward(share.of(flat), pass, first, inside);
      List<Tensor> left = new ArrayList<>(kept.streams());
      kept.insides().forEach(each -> left.addAll(each.made()));
      left.add(inside ? kept.insides().getFirst().x() : kept.y());
      left.forEach(scope::keep);
      return new SideBySide.Left<>(kept, left);
    };
  }

  private Kept forward(Tensor x, FusedBlock.Pass pass, int first, boolean inside) {
    List<FusedBlock.Kept> insides = new ArrayList<>();
    List<Tensor> streams = new ArrayList<>();
    Tensor y = x;
    for (FusedBlock block : blocks.subList(0, first)) {
      y = only(block, y, pass);
    }
    for (FusedBlock block : blocks.subList(first, blocks.size())) {
      if (inside) {
        insides.add(block.forward(y, pass));
        y = insides.getLast().y();
      } else {
        streams.add(y);
        y = only(block, y, pass);
      }
    }
    return new Kept(insides, streams, y);
  }

  private static Tensor only(FusedBlock block, Tensor x, FusedBlock.Pass pass) {
    try (Scope scope = Scope.open()) {
      return scope.keep(block.forward(x, pass).y());
    }
  }

  /**
   * Gradients of the stream before the first block, where it learns, and of all weights that do,
   * summed over shares.
   */
  private List<Tensor> backward(
      List<Share> shares,
      List<FusedBlock.Pass> passes,
      List<Kept> kept,
      int first,
      Tensor gradient) {
    Tensor dy = gradient.reshape(-1, shape.width()).contiguous();
    List<List<Tensor>> found =
        SideBySide.compute(
            places(shares)
                .<SideBySide.Work<List<Tensor>>>mapToObj(i ->
                    scope -> {
                      Tensor own = shares.get(i).of(dy).clone();
                      List<Tensor> all =
                          new ArrayList<>(backward(kept.get(i), own, passes.get(i), first));
                      all.addFirst(own);
                      all.forEach(scope::keep);
                      return new SideBySide.Left<>(all, all);
                    })
                .toList());
    Tensor dx = Tensors.empty(ElementType.F32, Tensors.shapeOf(dy));
    places(shares).forEach(i -> shares.get(i).into(dx, found.get(i).getFirst()));
    List<Tensor> all = new ArrayList<>(List.of(dx.view(Tensors.shapeOf(gradient))));
    List<Tensor> sums = found.getFirst().subList(1, found.getFirst().size());
    all.addAll(sums);
    return Threads.through(
        Tensors.count(sums),
        () -> {
          for (List<Tensor> other : found.subList(1, found.size())) {
            for (int weight = 0; weight < sums.size(); weight++) {
              sums.get(weight).add_(other.get(weight + 1));
            }
          }
          return all;
        });
  }

  /**
   * Gradients of all weights that learn, in order.
   *
   * @param dy gradient of what comes out, which is turned into that of what goes into the first
   *     block that learns
   */
  private List<Tensor> backward(Kept kept, Tensor dy, FusedBlock.Pass pass, int first) {
    List<Tensor> all = new ArrayList<>();
    for (int layer = blocks.size() - 1; layer >= first; layer--) {
      try (Scope scope = Scope.open()) {
        FusedBlock block = blocks.get(layer);
        FusedBlock.Kept inside =
            kept.insides().isEmpty()
                ? block.forward(kept.streams().get(layer - first), pass)
                : kept.insides().get(layer - first);
        List<Tensor> weights = block.backward(inside, dy, pass);
        weights.forEach(scope::keep);
        all.addAll(0, weights);
      }
    }
    return all;
  }
}
