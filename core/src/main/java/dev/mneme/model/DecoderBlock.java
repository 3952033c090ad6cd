package dev.mneme.model;

import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Parameters;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One block: attention and a gated MLP, each behind a norm and added to the residual stream.
 *
 * <pre>  h = x + O·attention(norm(x))     y = h + D·(silu(G·norm(h)) ⊙ U·norm(h)) </pre>
 */
final class DecoderBlock {

  private final DecoderShape shape;
  private final Parameters parameters;
  private final Linears linears;
  private final int window;
  private final int layer;
  private final String name;
  private final String site;

  DecoderBlock(DecoderShape shape, int layer, Parameters parameters, Linears linears) {
    this.shape = shape;
    this.parameters = parameters;
    this.linears = linears;
    this.layer = layer;
    this.window = shape.windows().get(layer);
    this.name = "model.layers." + layer + ".";
    this.site = "layers." + layer + ".";
  }

  /** Takes keys and values of a pass, turned to their positions, to keep them. */
  @FunctionalInterface
  interface Keeper {

    /** Both [rows, keyValueHeads, time, headWidth]. */
    void keep(Tensor keys, Tensor values);
  }

  /** What all blocks of one pass share. */
  record Pass(
      SelfAttention attention,
      RotaryFrequencies.Turn turn,
      Taps taps,
      @Nullable Beginning beginning) {}

  /** The prefix of its weights' names. */
  String name() {
    return name;
  }

  /** The residual stream behind this block. // [rows, time, width] → [rows, time, width] */
  Tensor apply(Tensor stream, Pass pass, @Nullable Keeper keeper) {
    Tensor attended = attention(norm("input_layernorm", stream), pass, keeper);
    Tensor between = stream.add(pass.taps().at(site + "attention", attended));
    Tensor changed = mlp(norm("post_attention_layernorm", between));
    Tensor after = between.add(pass.taps().at(site + "mlp", changed));
    return pass.taps().at(site + "residual", after);
  }

  private Tensor attention(Tensor x, Pass pass, @Nullable Keeper keeper) {
    Tensor queries = heads("q", x, shape.heads()); // [rows, heads, time, headWidth]
    Tensor keys = heads("k", x, shape.keyValueHeads());
    Tensor values = heads("v", x, shape.keyValueHeads());
    if (shape.headNorms()) {
      queries = norm("self_attn.q_norm", queries);
      keys = norm("self_attn.k_norm", keys);
    }
    queries = pass.turn().of(queries);
    keys = pass.turn().of(keys);
    if (keeper != null) {
      keeper.keep(keys, values);
    }
    if (pass.beginning() != null) {
      keys = pass.beginning().beforeKeys(layer, keys);
      values = pass.beginning().beforeValues(layer, values);
    }
    Tensor mixed = pass.attention().of(queries, keys, values, window);
    Tensor tapped = pass.taps().at(site + "heads", mixed);
    long joined = (long) shape.heads() * shape.headWidth();
    return linears.apply(name + "self_attn.o_proj", tapped.reshape(x.size(0), x.size(1), joined));
  }

  private Tensor heads(String kind, Tensor x, int count) {
    return linears
        .apply(name + "self_attn." + kind + "_proj", x)
        .view(x.size(0), x.size(1), count, shape.headWidth())
        .transpose(1, 2);
  }

  private Tensor mlp(Tensor x) {
    Tensor gate = Layers.silu(linears.apply(name + "mlp.gate_proj", x)); // [rows, time, mlpWidth]
    Tensor up = linears.apply(name + "mlp.up_proj", x);
    return linears.apply(name + "mlp.down_proj", gate.mul(up));
  }

  private Tensor norm(String which, Tensor x) {
    return Layers.rmsNorm(x, parameters.get(name + which + ".weight"), shape.normEpsilon());
  }
}
