package dev.mneme.train;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.FusedAdamW;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam with decoupled weight decay, all weights in one fused pass. Owns its moments.
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

  private final Settings settings;
  private final List<String> names;
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> masters = new ArrayList<>();
  private final List<Tensor> first = new ArrayList<>();
  private final List<Tensor> second = new ArrayList<>();
  private final Tensor steps;
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
    }
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
    kernel.update(
        masters,
        wide(gradients),
        first,
        second,
        Collections.nCopies(weights.size(), steps),
        settings.learningRate() * factor,
        settings.beta1(),
        settings.beta2(),
        settings.weightDecay(),
        settings.epsilon());
    for (int i = 0; i < weights.size(); i++) {
      if (isNarrow(weights.get(i))) {
        weights.get(i).copy_(masters.get(i));
      }
    }
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
    state()
        .forEach((name, tensor) -> {
          Tensor value = saved.get(name);
          if (value == null) {
            throw new IllegalArgumentException("the saved optimizer state lacks " + name);
          }
          tensor.copy_(value);
        });
  }

  @Override
  public void close() {
    steps.releaseReference();
    for (List<Tensor> tensors : List.of(weights, masters, first, second)) {
      tensors.forEach(tensor -> tensor.releaseReference());
    }
  }
}
