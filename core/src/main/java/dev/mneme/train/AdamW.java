package dev.mneme.train;

import dev.mneme.tensor.Device;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.FusedAdamW;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.SideBySide;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam with decoupled weight decay, in one fused pass over memory. Owns its moments.
 *
 * <pre>  m ← β1 m + (1−β1) g     v ← β2 v + (1−β2) g²
 *  θ ← θ − η·decay·θ − η · (m / (1−β1^t)) / (√(v / (1−β2^t)) + ε) </pre>
 *
 * Weights narrower than float32 have float32 masters: θ above is the master, and the weight is it
 * rounded, so that updates smaller than the weight's last digit add up.
 *
 * <p>Source: arXiv 1711.05101; masters: arXiv 1710.03740.
 */
public final class AdamW implements AutoCloseable {

  /**
   * What a user may set.
   *
   * @param learningRate the peak rate η
   * @param weightDecay 0 for none
   */
  public record Settings(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

    public Settings {
      require(
          learningRate > 0 && Double.isFinite(learningRate),
          "learning-rate must be a positive number",
          learningRate);
      require(beta1 >= 0 && beta1 < 1, "beta1 must lie in [0, 1)", beta1);
      require(beta2 >= 0 && beta2 < 1, "beta2 must lie in [0, 1)", beta2);
      require(epsilon > 0, "epsilon must be positive", epsilon);
      require(
          weightDecay >= 0 && Double.isFinite(weightDecay),
          "weight-decay must not be negative",
          weightDecay);
    }

    /** The usual β = (0.9, 0.999), ε = 1e-8, and no decay: decay pulls away from the base. */
    public static Settings at(double learningRate) {
      return new Settings(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    private static void require(boolean condition, String rule, double value) {
      if (!condition) {
        throw new IllegalArgumentException(rule + ", was " + value);
      }
    }
  }

  /** Numbers that one thread updates at a time. */
  private static final long PART = 1 << 17;

  private final Settings settings;
  private final List<String> names;
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> masters = new ArrayList<>();
  private final List<Tensor> first = new ArrayList<>();
  private final List<Tensor> second = new ArrayList<>();
  private final Tensor steps;
  private final List<List<Slice>> parts;
  private final FusedAdamW kernel = new FusedAdamW();

  /** An optimizer of the given weights, with moments at zero. */
  public AdamW(Settings settings, Parameters parameters) {
    this.settings = settings;
    this.names = List.copyOf(parameters.byName().keySet());
    try (Scope scope = Scope.open()) {
      for (Tensor weight : parameters.tensors()) {
        Tensor plain = weight.detach();
        Tensor master = isNarrow(plain) ? Tensors.to(plain, ElementType.F32) : plain;
        weights.add(plain.retainReference());
        masters.add(master.retainReference());
        first.add(Tensors.zerosLike(master).retainReference());
        second.add(Tensors.zerosLike(master).retainReference());
      }
      steps = Tensors.scalar(0).retainReference();
      parts = Device.current().isProcessor() ? parts(masters) : List.of(whole(masters));
    }
  }

  /** Neighbouring numbers of a weight. */
  private record Slice(int weight, long from, long count) {

    Tensor of(List<Tensor> tensors) {
      return tensors.get(weight).reshape(-1).narrow(0, from, count);
    }
  }

  private static List<Slice> whole(List<Tensor> tensors) {
    return IntStream.range(0, tensors.size())
        .mapToObj(i -> new Slice(i, 0, tensors.get(i).numel()))
        .toList();
  }

  /** All numbers in parts of {@link #PART}, whatever they are parts of. */
  private static List<List<Slice>> parts(List<Tensor> tensors) {
    List<List<Slice>> parts = new ArrayList<>();
    long room = 0;
    for (Slice all : whole(tensors)) {
      for (long from = 0; from < all.count(); ) {
        if (room == 0) {
          parts.add(new ArrayList<>());
          room = PART;
        }
        long count = Math.min(room, all.count() - from);
        parts.getLast().add(new Slice(all.weight(), from, count));
        from += count;
        room -= count;
      }
    }
    return parts;
  }

  private static boolean isNarrow(Tensor weight) {
    return Tensors.typeOf(weight).bytes() < ElementType.F32.bytes();
  }

  /**
   * One update in place.
   *
   * @param gradients one a weight, in the order of the parameters, as wide as it or its master
   * @param factor what the schedule makes of the peak learning rate
   */
  public void update(List<Tensor> gradients, double factor) {
    steps.add_(new Scalar(1));
    List<Tensor> wide = wide(gradients).stream().map(each -> each.contiguous()).toList();
    // Each part on one native thread, which then takes the smallest numbers for 0 all by itself.
    SideBySide.each(
        parts.stream().<Runnable>map(part -> () -> update(part, wide, factor)).toList());
    for (int i = 0; i < weights.size(); i++) {
      if (isNarrow(weights.get(i))) {
        weights.get(i).copy_(masters.get(i));
      }
    }
  }

  private void update(List<Slice> part, List<Tensor> gradients, double factor) {
    kernel.update(
        part.stream().map(slice -> slice.of(masters)).toList(),
        part.stream().map(slice -> slice.of(gradients)).toList(),
        part.stream().map(slice -> slice.of(first)).toList(),
        part.stream().map(slice -> slice.of(second)).toList(),
        Collections.nCopies(part.size(), steps),
        settings.learningRate() * factor,
        settings.beta1(),
        settings.beta2(),
        settings.weightDecay(),
        settings.epsilon());
  }

  /** Gradients in float32 where they are narrower. */
  static List<Tensor> wide(List<Tensor> gradients) {
    return gradients.stream()
        .map(gradient -> isNarrow(gradient) ? Tensors.to(gradient, ElementType.F32) : gradient)
        .toList();
  }

  /** Everything but the weights, by name; the tensors stay owned by this object. */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      state.put("first." + names.get(i), first.get(i));
      state.put("second." + names.get(i), second.get(i));
      if (isNarrow(weights.get(i))) {
        state.put("master." + names.get(i), masters.get(i));
      }
    }
    state.put("steps", steps);
    return state;
  }

  /** Copies a saved {@link #state()} in. */
  public void restore(Map<String, Tensor> saved) {
    state().forEach((name, tensor) -> tensor.copy_(saved(name, saved)));
  }

  /**
   * Narrow weights go towards those of a saved {@link #state()} in place, their masters with them:
   * θ ← saved + share · (θ − saved). All others, and the moments, stay as they are.
   */
  public void approach(Map<String, Tensor> saved, double share) {
    for (int i = 0; i < weights.size(); i++) {
      if (isNarrow(weights.get(i))) {
        Tensor master = masters.get(i);
        Tensors.approach(master, saved("master." + names.get(i), saved), share);
        weights.get(i).copy_(master);
      }
    }
  }

  private static Tensor saved(String name, Map<String, Tensor> saved) {
    Tensor value = saved.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the saved optimizer state lacks " + name);
    }
    return value;
  }

  @Override
  public void close() {
    steps.releaseReference();
    for (List<Tensor> tensors : List.of(weights, masters, first, second)) {
      tensors.forEach(tensor -> tensor.releaseReference());
    }
  }
}
