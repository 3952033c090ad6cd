package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * The matrices A and B of a {@link Lora}, which it owns: beside the base in {@link #over}, or added
 * to its weights in {@link #merge}.
 *
 * <p>The base is best loaded frozen, so that gradients flow through it but not into it. A and B may
 * be wider than the base's numbers (float32 beside bfloat16), as PEFT keeps them.
 */
public final class LoraAdapter implements AutoCloseable {

  private final Lora lora;
  private final Parameters parameters;
  private final Map<String, Double> scaleOf;

  private LoraAdapter(Lora lora, Parameters parameters, Map<String, Double> scaleOf) {
    this.lora = lora;
    this.parameters = parameters;
    this.scaleOf = scaleOf;
  }

  /**
   * A new adapter that changes nothing yet: B is zero, and A uniform in ±1/√in as PEFT starts it
   * (He et al. 2015, with a = √5).
   *
   * @throws IllegalArgumentException if no layer of the decoder is a target
   */
  public static LoraAdapter initialised(Lora lora, DecoderShape shape, RandomStream stream) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      lora.weights(shape)
          .forEach((name, sizes) -> {
            long[] dimensions = sizes.stream().mapToLong(Long::longValue).toArray();
            double bound = 1 / Math.sqrt((double) dimensions[1]);
            weights.put(
                name,
                name.endsWith(".lora_A.weight")
                    ? stream.uniform(-bound, bound, dimensions)
                    : Tensors.zeros(dimensions));
          });
      return of(lora, shape, Parameters.own(weights));
    }
  }

  /** An adapter over given matrices, named as {@link Lora#weights}, which it takes over. */
  public static LoraAdapter of(Lora lora, DecoderShape shape, Parameters parameters) {
    Map<String, List<Long>> found = new LinkedHashMap<>();
    parameters
        .byName()
        .forEach((name, weight) ->
            found.put(name, Arrays.stream(Tensors.shapeOf(weight)).boxed().toList()));
    if (found.isEmpty() || !found.equals(lora.weights(shape))) {
      throw new IllegalArgumentException(
          "the adapter's weights are not those of its targets %s".formatted(lora.targets()));
    }
    Map<String, Double> scaleOf = new LinkedHashMap<>();
    lora.layers(shape).forEach(layer -> scaleOf.put(layer.module(), layer.scale()));
    return new LoraAdapter(lora, parameters, scaleOf);
  }

  public Lora lora() {
    return lora;
  }

  /** A and B by name; training changes these only. */
  public Parameters parameters() {
    return parameters;
  }

  /** The base's linear layers with the adapter's products added. */
  public Linears over(Linears base) {
    return new Adapted(base);
  }

  /** Adds the adapter to the base's weights for good, in place. */
  public void merge(Parameters base) {
    Gradients.without(() -> {
      for (String module : scaleOf.keySet()) {
        try (Scope scope = Scope.open()) {
          Tensor weight = base.get(module + ".weight").detach();
          weight.copy_(plusProduct(weight, module));
        }
      }
    });
  }

  /** Adds the adapter to the base's weights until the result is closed. */
  public Merged mergeForNow(Parameters base) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> originals = new LinkedHashMap<>();
      for (String module : scaleOf.keySet()) {
        String name = module + ".weight";
        originals.put(name, base.get(name).detach().clone());
      }
      Merged merged = new Merged(base, Parameters.ownFrozen(originals));
      merge(base);
      return merged;
    }
  }

  @Override
  public void close() {
    parameters.close();
  }

  private double scale(String module) {
    return Objects.requireNonNull(scaleOf.get(module));
  }

  /** W + s·B·A, summed in the wider type of the two. // [out, in] */
  private Tensor plusProduct(Tensor weight, String module) {
    Tensor a = parameters.get(Lora.a(module)).detach();
    Tensor b = parameters.get(Lora.b(module)).detach();
    Tensor product = Maths.times(b.matmul(a), scale(module)); // [out, in]
    return Tensors.to(weight, Tensors.typeOf(product)).add(product);
  }

  /**
   * A base with an adapter merged into it. Subtracting would leave rounding errors behind, so the
   * weights from before are kept, and closing puts them back bit for bit.
   */
  public static final class Merged implements AutoCloseable {

    private final Parameters base;
    private final Parameters originals;

    private Merged(Parameters base, Parameters originals) {
      this.base = base;
      this.originals = originals;
    }

    @Override
    public void close() {
      try (Scope scope = Scope.open()) {
        originals.byName().forEach((name, original) -> base.get(name).detach().copy_(original));
      }
      originals.close();
    }
  }

  private final class Adapted implements Linears {

    private final Linears base;

    Adapted(Linears base) {
      this.base = base;
    }

    @Override
    public Tensor apply(String module, Tensor input) {
      Tensor plain = base.apply(module, input); // […, out]
      if (!scaleOf.containsKey(module)) {
        return plain;
      }
      Tensor a = parameters.get(Lora.a(module)); // [r, in]
      Tensor b = parameters.get(Lora.b(module)); // [out, r]
      ElementType type = Tensors.typeOf(plain);
      Tensor x = Tensors.to(input, Tensors.typeOf(a));
      Tensor learnt = Maths.times(x.matmul(a.t()).matmul(b.t()), scale(module));
      return Tensors.to(plain.add(learnt), type);
    }

    @Override
    public Tensor merged(String module) {
      Tensor weight = base.merged(module).detach();
      return scaleOf.containsKey(module)
          ? Gradients.without(() -> Tensors.to(plusProduct(weight, module), Tensors.typeOf(weight)))
          : weight;
    }
  }
}
