package dev.mneme.model;

import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.SideBySide;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of chosen tokens, a few tokens at a time.
 *
 * <pre>
 *   z = W h     log p(y) = z_y − log Σ_v exp z_v
 *   ∂ log p(y) / ∂z = e_y − p     so with the incoming gradient g and d = g (e_y − p)
 *   ∂h = Wᵀ d     ∂W = Σ d hᵀ
 * </pre>
 *
 * Backwards, z is computed again. Exact but for the order in which ∂W sums over tokens.
 */
final class ChosenLogProbs {

  /** Logits held at once: 16 MiB of float32. */
  private static final long HELD = 1 << 22;

  private final Tensor flat;
  private final Tensor weight;
  private final Tensor ids;
  private final long chunk;

  private ChosenLogProbs(Tensor flat, Tensor weight, Tensor ids) {
    this.flat = flat;
    this.weight = weight;
    this.ids = ids;
    this.chunk = Math.max(1, HELD / weight.size(0) / SideBySide.most());
  }

  /** [rows, time, width], [vocabulary, width], [rows, time] → [rows, time] */
  static Tensor of(Tensor hidden, Tensor weight, Tensor ids) {
    Tensor flat = hidden.reshape(-1, hidden.size(-1)); // [tokens, width]
    ChosenLogProbs chosen = new ChosenLogProbs(flat.detach(), weight.detach(), ids.reshape(-1, 1));
    Tensor value = Gradients.without(() -> chosen.value()); // [tokens]
    boolean learnsWeight = weight.requires_grad();
    return CustomGradient.attach(
            value, List.of(flat, weight), gradient -> chosen.gradients(gradient, learnsWeight))
        .view(Tensors.shapeOf(ids));
  }

  /** Neighbouring tokens that one thread computes, a few at a time. */
  private record Range(long from, long to) {}

  private List<Range> ranges() {
    long tokens = flat.size(0);
    int count = Math.clamp(tokens, 1, SideBySide.most());
    return LongStream.range(0, count)
        .mapToObj(i -> new Range(tokens * i / count, tokens * (i + 1) / count))
        .toList();
  }

  private Tensor value() {
    List<SideBySide.Work<Tensor>> works = new ArrayList<>();
    for (Range range : ranges()) {
      works.add(scope -> SideBySide.Left.of(scope, value(range)));
    }
    return Maths.concatenate(SideBySide.compute(works), 0);
  }

  private Tensor value(Range range) {
    List<Tensor> parts = new ArrayList<>();
    each(
        range,
        (start, count) -> {
          try (Scope scope = Scope.open()) {
            Tensor logProbs = Maths.logSoftmax(logits(start, count)); // [count, vocabulary]
            parts.add(scope.keep(logProbs.gather(1, ids.narrow(0, start, count)).squeeze(1)));
          }
        });
    return Maths.concatenate(parts, 0);
  }

  private List<Tensor> gradients(Tensor incoming, boolean learnsWeight) {
    Tensor toHidden = Tensors.zerosLike(flat); // [tokens, width]
    List<SideBySide.Work<Tensor>> works = new ArrayList<>();
    for (Range range : ranges()) {
      works.add(
          scope -> SideBySide.Left.of(scope, gradients(range, incoming, toHidden, learnsWeight)));
    }
    List<Tensor> found = SideBySide.compute(works);
    Tensor toWeight = found.getFirst();
    if (learnsWeight) {
      found.subList(1, found.size()).forEach(toWeight::add_);
    }
    return List.of(toHidden, Tensors.to(toWeight, Tensors.typeOf(weight)));
  }

  /** Of the range's states, into their places in {@code toHidden}; gives that of the weight. */
  private Tensor gradients(Range range, Tensor incoming, Tensor toHidden, boolean learnsWeight) {
    // A narrow sum over many chunks would lose the small ones.
    boolean narrow = Tensors.typeOf(weight).bytes() < ElementType.F32.bytes();
    Tensor zeros = learnsWeight ? Tensors.zerosLike(weight) : weight.detach();
    Tensor toWeight = learnsWeight && narrow ? Tensors.to(zeros, ElementType.F32) : zeros;
    each(
        range,
        (start, count) -> {
          try (Scope scope = Scope.open()) {
            Tensor gradient = incoming.narrow(0, start, count).unsqueeze(1); // [count, 1]
            Tensor d = logits(start, count).softmax(-1).mul_(gradient.neg());
            d.scatter_add_(1, ids.narrow(0, start, count), gradient.contiguous());
            Tensor typed = Tensors.to(d, Tensors.typeOf(weight)); // [count, vocabulary]
            toHidden.narrow(0, start, count).copy_(typed.mm(weight));
            if (learnsWeight && narrow) {
              toWeight.add_(typed.t().mm(flat.narrow(0, start, count)));
            } else if (learnsWeight) {
              toWeight.addmm_(typed.t(), flat.narrow(0, start, count));
            }
          }
        });
    return toWeight;
  }

  private Tensor logits(long start, long count) {
    Tensor logits = flat.narrow(0, start, count).mm(weight.t());
    return Tensors.typeOf(logits) == ElementType.F64 ? logits : Tensors.to(logits, ElementType.F32);
  }

  private void each(Range range, BiConsumer<Long, Long> work) {
    for (long start = range.from(); start < range.to(); start += chunk) {
      work.accept(start, Math.min(chunk, range.to() - start));
    }
  }
}
