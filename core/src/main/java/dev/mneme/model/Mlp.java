package dev.mneme.model;

import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A multi-layer perceptron: linear layers with ReLU between them.
 *
 * <pre>  h_0 = x     h_{l+1} = relu(h_l W_l + b_l)     logits = h_L W_L + b_L </pre>
 *
 * Weights are named {@code layers.0.weight} [in, out] (small batches multiply a tenth faster with
 * them than with the transposed [out, in]) and {@code layers.0.bias} [out]; sites for {@link Taps}
 * are {@code hidden.0} … and {@code logits}.
 */
public final class Mlp implements AutoCloseable {

  private final Parameters parameters;
  private final int layers;

  private Mlp(Parameters parameters) {
    this.parameters = parameters;
    this.layers = parameters.byName().size() / 2;
  }

  /**
   * New weights, uniform in ±1/√fan-in as PyTorch's linear layers start (He et al. 2015, with a =
   * √5).
   *
   * @param widths inputs, hidden layers, outputs
   */
  public static Mlp initialised(List<Integer> widths, RandomStream stream) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      for (int layer = 0; layer + 1 < widths.size(); layer++) {
        int in = widths.get(layer);
        int out = widths.get(layer + 1);
        double bound = 1 / Math.sqrt(in);
        weights.put("layers." + layer + ".weight", stream.uniform(-bound, bound, in, out));
        weights.put("layers." + layer + ".bias", stream.uniform(-bound, bound, out));
      }
      return new Mlp(Parameters.own(weights));
    }
  }

  /** A model over given weights, named as above, which it takes over. */
  public static Mlp of(Parameters parameters) {
    return new Mlp(parameters);
  }

  /** Logits of a batch of inputs [batch, in]. // [batch, out] */
  public Tensor logits(Tensor inputs, Taps taps) {
    Tensor activation = inputs;
    for (int layer = 0; layer < layers; layer++) {
      Tensor weight = parameters.get("layers." + layer + ".weight");
      Tensor bias = parameters.get("layers." + layer + ".bias");
      activation = Maths.affine(activation, weight, bias); // [batch, out]
      boolean last = layer == layers - 1;
      activation =
          last ? taps.at("logits", activation) : taps.at("hidden." + layer, activation.relu());
    }
    return activation;
  }

  /** Width of the logits. */
  public int outputs() {
    return (int) parameters.get("layers." + (layers - 1) + ".bias").size(0);
  }

  /** The sites where an activation can be read, in order. */
  public List<String> hiddenSites() {
    return java.util.stream.IntStream.range(0, layers - 1)
        .mapToObj(layer -> "hidden." + layer)
        .toList();
  }

  public Parameters parameters() {
    return parameters;
  }

  /** An independent model with the same weights. */
  public Mlp copy() {
    return new Mlp(parameters.copy());
  }

  @Override
  public void close() {
    parameters.close();
  }
}
