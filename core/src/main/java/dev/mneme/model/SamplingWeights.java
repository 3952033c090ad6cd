package dev.mneme.model;

import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The blocks' weights as one step of sampling wants them: queries, keys and values in one matrix,
 * gate and up in another, adapters merged.
 */
final class SamplingWeights implements AutoCloseable {

  private final Decoder decoder;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Tensor> owned = new ArrayList<>();

  record Layer(
      Tensor inputNorm,
      Tensor queryKeyValue, // [width, (heads + 2 keyValueHeads) · headWidth]
      @Nullable Tensor queryKeyValueBias,
      @Nullable Tensor queryNorm,
      @Nullable Tensor keyNorm,
      Tensor output, // [heads · headWidth, width]
      @Nullable Tensor outputBias,
      Tensor mlpNorm,
      Tensor gateUp, // [width, 2 mlpWidth]
      @Nullable Tensor gateUpBias,
      Tensor down, // [mlpWidth, width]
      @Nullable Tensor downBias) {}

  SamplingWeights(Decoder decoder) {
    this.decoder = decoder;
    refresh();
  }

  Layer layer(int layer) {
    return layers.get(layer);
  }

  /** Weight of the norm behind the last block. // [width] */
  Tensor finalNorm() {
    return weight("model.norm.weight");
  }

  /** Takes over the decoder's weights as they are now. */
  void refresh() {
    close();
    try (Scope scope = Scope.open()) {
      for (int layer = 0; layer < decoder.shape().layers(); layer++) {
        layers.add(fused("model.layers." + layer + "."));
      }
    }
  }

  private Layer fused(String block) {
    String attention = block + "self_attn.";
    String mlp = block + "mlp.";
    List<String> queryKeyValue =
        List.of(attention + "q_proj", attention + "k_proj", attention + "v_proj");
    List<String> gateUp = List.of(mlp + "gate_proj", mlp + "up_proj");
    boolean headNorms = decoder.shape().headNorms();
    return new Layer(
        own(weight(block + "input_layernorm.weight")),
        matrix(queryKeyValue),
        biases(queryKeyValue),
        headNorms ? own(weight(attention + "q_norm.weight")) : null,
        headNorms ? own(weight(attention + "k_norm.weight")) : null,
        matrix(List.of(attention + "o_proj")),
        biases(List.of(attention + "o_proj")),
        own(weight(block + "post_attention_layernorm.weight")),
        matrix(gateUp),
        biases(gateUp),
        matrix(List.of(mlp + "down_proj")),
        biases(List.of(mlp + "down_proj")));
  }

  private Tensor weight(String name) {
    return decoder.parameters().get(name).detach();
  }

  /**
   * The modules' matrices side by side, laid out as few rows by a wide matrix are multiplied
   * fastest.
   */
  private Tensor matrix(List<String> modules) {
    List<Tensor> parts =
        modules.stream().map(module -> decoder.linears().merged(module).detach()).toList();
    return own(Maths.concatenate(parts, 0).t().contiguous());
  }

  private @Nullable Tensor biases(List<String> modules) {
    if (!decoder.parameters().byName().containsKey(modules.getFirst() + ".bias")) {
      return null;
    }
    return own(
        Maths.concatenate(modules.stream().map(module -> weight(module + ".bias")).toList(), 0));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor.retainReference());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(tensor -> tensor.releaseReference());
    owned.clear();
    layers.clear();
  }
}
