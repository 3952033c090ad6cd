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
 * A number for each token that depends on the scores of the whole vocabulary, which are computed
 * for a few tokens at a time.
 *
 * <pre>
 *   z = W h     v = f(z)
 *   with the incoming gradient g and d = g ∂f/∂z:   ∂h = Wᵀ d     ∂W = Σ d hᵀ
 * </pre>
 *
 * Backwards, z is computed again. Exact but for the order in which ∂W sums over tokens.
 */
final class ChunkedLogits {

  /** Logits held at once: 16 MiB of float32. */
  private static final long HELD = 1 << 22;

  /** What is computed of logits. */
  interface Function {

    /**
     * @param logits at least float32 // [count, vocabulary]
     * @param start the first of these tokens
     * @return [count]
     */
    Tensor value(Tensor logits, long start);

    /**
     * The gradient to the logits.
     *
     * @param logits as above; may be overwritten
     * @param incoming that of the value // [count, 1]
     * @return [count, vocabulary]
     */
    Tensor slope(Tensor logits, long start, Tensor incoming);
  }

  private final Tensor states;
  private final Tensor weight;
  private final Function function;
  private final long chunk;

  private ChunkedLogits(Tensor states, Tensor weight, Function function) {
    this.states = states;
    this.weight = weight;
    this.function = function;
    this.chunk = Math.max(1, HELD / weight.size(0) / SideBySide.most());
  }

  /**
   * Differentiable once in states and weight. // [tokens, width], [vocabulary, width] → [tokens]
   */
  static Tensor compute(Tensor states, Tensor weight, Function function) {
    ChunkedLogits chunked = new ChunkedLogits(states.detach(), weight.detach(), function);
    Tensor value = Gradients.without(() -> chunked.value());
    boolean learnsWeight = weight.requires_grad();
    return CustomGradient.attach(
        value, List.of(states, weight), gradient -> chunked.gradients(gradient, learnsWeight));
  }

  /** Scores of neighbouring tokens. // [count, vocabulary] */
  static Tensor logits(Tensor states, Tensor weight, long start, long count) {
    Tensor logits = states.narrow(0, start, count).mm(weight.t());
    return Tensors.typeOf(logits) == ElementType.F64 ? logits : Tensors.to(logits, ElementType.F32);
  }

  /** Neighbouring tokens that one thread computes, a few at a time. */
  private record Range(long from, long to) {}

  private List<Range> ranges() {
    long tokens = states.size(0);
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
            parts.add(scope.keep(function.value(logits(states, weight, start, count), start)));
          }
        });
    return Maths.concatenate(parts, 0);
  }

  private List<Tensor> gradients(Tensor incoming, boolean learnsWeight) {
    Tensor toStates = Tensors.zerosLike(states); // [tokens, width]
    List<SideBySide.Work<Tensor>> works = new ArrayList<>();
    for (Range range : ranges()) {
      works.add(
          scope -> SideBySide.Left.of(scope, gradients(range, incoming, toStates, learnsWeight)));
    }
    try (Scope scope = Scope.open()) {
      List<Tensor> found = SideBySide.compute(works); // each as large as the weight
      Tensor toWeight = found.getFirst();
      if (learnsWeight) {
        found.subList(1, found.size()).forEach(toWeight::add_);
      }
      return List.of(toStates, scope.keep(Tensors.to(toWeight, Tensors.typeOf(weight))));
    }
  }

  /** Of the range's states, into their places in {@code toStates}; gives that of the weight. */
  private Tensor gradients(Range range, Tensor incoming, Tensor toStates, boolean learnsWeight) {
    // A narrow sum over many chunks would lose the small ones.
    boolean narrow = Tensors.typeOf(weight).bytes() < ElementType.F32.bytes();
    Tensor zeros = learnsWeight ? Tensors.zerosLike(weight) : weight.detach();
    Tensor toWeight = learnsWeight && narrow ? Tensors.to(zeros, ElementType.F32) : zeros;
    each(
        range,
        (start, count) -> {
          try (Scope scope = Scope.open()) {
            Tensor gradient = incoming.narrow(0, start, count).unsqueeze(1); // [count, 1]
            Tensor d = function.slope(logits(states, weight, start, count), start, gradient);
            Tensor typed = Tensors.to(d, Tensors.typeOf(weight)); // [count, vocabulary]
            toStates.narrow(0, start, count).copy_(typed.mm(weight));
            if (learnsWeight && narrow) {
              toWeight.add_(typed.t().mm(states.narrow(0, start, count)));
            } else if (learnsWeight) {
              toWeight.addmm_(typed.t(), states.narrow(0, start, count));
            }
          }
        });
    return toWeight;
  }

  private void each(Range range, BiConsumer<Long, Long> work) {
    for (long start = range.from(); start < range.to(); start += chunk) {
      work.accept(start, Math.min(chunk, range.to() - start));
    }
  }
}
