package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The blocks' weights as one step of sampling wants them: queries, keys and values in one matrix,
 * gate and up in another, adapters merged. On small models a step's time goes by the number of
 * operators, so there are few: the residual is added by the multiplication before it, rotation
 * works in place on queries and keys together, and one write puts keys and values into the cache.
 */
final class SamplingWeights implements AutoCloseable {

  private final DecoderShape shape;
  private final int slots;
  private final int capacity;
  private final ElementType type;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Tensor> owned = new ArrayList<>();
  private final Tensor cosines; // [capacity, headWidth]
  private final Tensor sines;
  private final Tensor meanColumn; // [width, 1], all 1 / width
  private final Tensor epsilon; // [1, 1]
  private final Decoder decoder;

  private record Layer(
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

  private SamplingWeights(Decoder decoder, int slots, int capacity) {
    this.decoder = decoder;
    this.shape = decoder.shape();
    this.slots = slots;
    this.capacity = capacity;
    this.type = decoder.type();
    RotaryFrequencies.Turn table = decoder.rotary().table(capacity, type);
    this.cosines = table.cosine().retainReference();
    this.sines = table.sine().retainReference();
    this.meanColumn = constant(1.0 / shape.width(), shape.width(), 1).retainReference();
    this.epsilon = constant(shape.normEpsilon(), 1, 1).retainReference();
  }

  static SamplingWeights of(Decoder decoder, int slots, int capacity) {
    SamplingWeights weights = new SamplingWeights(decoder, slots, capacity);
    weights.refresh(decoder);
    return weights;
  }

  void refresh(Decoder decoder) {
    release();
    try (Scope scope = Scope.open()) {
      for (int layer = 0; layer < shape.layers(); layer++) {
        layers.add(fused(decoder, "model.layers." + layer + "."));
      }
    }
  }

  private Layer fused(Decoder decoder, String block) {
    String attention = block + "self_attn.";
    String mlp = block + "mlp.";
    List<String> queryKeyValue =
        List.of(attention + "q_proj", attention + "k_proj", attention + "v_proj");
    List<String> gateUp = List.of(mlp + "gate_proj", mlp + "up_proj");
    boolean headNorms = shape.headNorms();
    return new Layer(
        own(weight(decoder, block + "input_layernorm.weight")),
        matrix(decoder, queryKeyValue),
        biases(decoder, queryKeyValue),
        headNorms ? own(weight(decoder, attention + "q_norm.weight")) : null,
        headNorms ? own(weight(decoder, attention + "k_norm.weight")) : null,
        matrix(decoder, List.of(attention + "o_proj")),
        biases(decoder, List.of(attention + "o_proj")),
        own(weight(decoder, block + "post_attention_layernorm.weight")),
        matrix(decoder, gateUp),
        biases(decoder, gateUp),
        matrix(decoder, List.of(mlp + "down_proj")),
        biases(decoder, List.of(mlp + "down_proj")));
  }

  private static Tensor weight(Decoder decoder, String name) {
    return decoder.parameters().get(name).detach();
  }

  /**
   * The modules' matrices side by side, laid out as few rows by a wide matrix are multiplied
   * fastest.
   */
  private Tensor matrix(Decoder decoder, List<String> modules) {
    List<Tensor> parts =
        modules.stream().map(module -> decoder.linears().merged(module).detach()).toList();
    return own(Maths.concatenate(parts, 0).t().contiguous());
  }

  private @Nullable Tensor biases(Decoder decoder, List<String> modules) {
    if (!decoder.parameters().byName().containsKey(modules.getFirst() + ".bias")) {
      return null;
    }
    return own(
        Maths.concatenate(
            modules.stream().map(module -> weight(decoder, module + ".bias")).toList(), 0));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor.retainReference());
    return tensor;
  }

  /** One token behind each of the texts of {@code lengths}. // [rows] → [rows, vocabulary] */
  Tensor step(Tensor ids, List<Tensor> cache, long[] lengths) {
    Step step = new Step(lengths);
    Tensor stream = decoder.embed(ids); // [rows, width]
    for (int layer = 0; layer < layers.size(); layer++) {
      Layer weights = layers.get(layer);
      Tensor attended =
          step.attention(weights, stream, cache.get(layer), shape.windows().get(layer));
      stream = plus(stream, attended, weights.output(), weights.outputBias());
      stream = plus(stream, mlp(weights, stream), weights.down(), weights.downBias());
    }
    return decoder.logits(norm(stream, weight(decoder, "model.norm.weight")));
  }

  private Tensor mlp(Layer weights, Tensor stream) {
    Tensor x = norm(stream, weights.mlpNorm());
    Tensor both = times(x, weights.gateUp(), weights.gateUpBias()); // [rows, 2 mlpWidth]
    Tensor gate = Layers.silu(both.narrow(1, 0, shape.mlpWidth()));
    return gate.mul_(both.narrow(1, shape.mlpWidth(), shape.mlpWidth()));
  }

  /** Where rounding allows, by five small operators instead of the library's slower nine. */
  private Tensor norm(Tensor stream, Tensor weight) {
    if (type != ElementType.F32 && type != ElementType.F64) {
      return Layers.rmsNorm(stream, weight, shape.normEpsilon());
    }
    Tensor square = epsilon.addmm(stream.mul(stream), meanColumn); // [rows, 1]
    return stream.mul(square.rsqrt_()).mul_(weight);
  }

  private Tensor constant(double value, long... dimensions) {
    return Tensors.empty(type, dimensions).fill_(new Scalar(value));
  }

  private static Tensor times(Tensor x, Tensor matrix, @Nullable Tensor bias) {
    return bias == null ? x.mm(matrix) : bias.addmm(x, matrix);
  }

  private static Tensor plus(Tensor sum, Tensor x, Tensor matrix, @Nullable Tensor bias) {
    Tensor all = sum.addmm(x, matrix);
    return bias == null ? all : all.add_(bias);
  }

  /** What all layers of one step share. */
  private final class Step {

    private final int rows;
    private final long longest;
    private final long[] lengths;
    private final Tensor cosine; // [rows, 1, headWidth]
    private final Tensor sine;
    private final Tensor places; // [rows · 2 · keyValueHeads], rows of the cache laid flat
    private final Map<Integer, Tensor> masks = new HashMap<>();
    private final boolean even;

    Step(long[] lengths) {
      this.lengths = lengths;
      this.rows = lengths.length;
      this.longest = Arrays.stream(lengths).max().orElse(0) + 1;
      this.even = Arrays.stream(lengths).min().orElse(0) + 1 == longest;
      Tensor positions = Tensors.longs(lengths, rows);
      this.cosine = cosines.index_select(0, positions).unsqueeze(1);
      this.sine = sines.index_select(0, positions).unsqueeze(1);
      this.places = places();
    }

    private Tensor places() {
      int heads = shape.keyValueHeads();
      long[] places = new long[rows * 2 * heads];
      int next = 0;
      for (int row = 0; row < rows; row++) {
        for (int kind = 0; kind < 2; kind++) {
          for (int head = 0; head < heads; head++) {
            places[next++] = (((long) kind * slots + row) * heads + head) * capacity + lengths[row];
          }
        }
      }
      return Tensors.longs(places, places.length);
    }

    /** What the heads say. // [rows, width] → [rows, heads · headWidth] */
    Tensor attention(Layer weights, Tensor stream, Tensor cache, int window) {
      int heads = shape.heads();
      int shared = shape.keyValueHeads();
      int width = shape.headWidth();
      Tensor x = norm(stream, weights.inputNorm());
      Tensor all =
          times(x, weights.queryKeyValue(), weights.queryKeyValueBias())
              .view(rows, heads + 2L * shared, width);
      normalise(weights, all);
      Tensor turned = all.narrow(1, 0, heads + shared); // queries and keys
      Tensor swapped = turned.roll(new long[] {width / 2}, 2);
      turned.mul_(cosine).addcmul_(swapped, sine);
      cache
          .view(-1, width)
          .index_copy_(0, places, all.narrow(1, heads, 2L * shared).reshape(-1, width));
      Tensor queries = all.narrow(1, 0, heads).reshape(rows, shared, heads / shared, width);
      Tensor seen = cache.narrow(1, 0, rows).narrow(3, 0, longest); // [2, rows, kv, longest, width]
      return Layers.attention(queries, seen.select(0, 0), seen.select(0, 1), mask(window), false)
          .reshape(rows, (long) heads * width);
    }

    private void normalise(Layer weights, Tensor all) {
      if (weights.queryNorm() != null && weights.keyNorm() != null) {
        Tensor queries = all.narrow(1, 0, shape.heads());
        Tensor keys = all.narrow(1, shape.heads(), shape.keyValueHeads());
        queries.copy_(Layers.rmsNorm(queries, weights.queryNorm(), shape.normEpsilon()));
        keys.copy_(Layers.rmsNorm(keys, weights.keyNorm(), shape.normEpsilon()));
      }
    }

    /** −∞ where a row has no token yet or it lies before the window. // [rows, 1, 1, longest] */
    private @Nullable Tensor mask(int window) {
      boolean limited = window > 0 && window < longest;
      return even && !limited ? null : masks.computeIfAbsent(limited ? window : 0, this::newMask);
    }

    private Tensor newMask(int window) {
      float[] mask = new float[Math.toIntExact(rows * longest)];
      Arrays.fill(mask, Float.NEGATIVE_INFINITY);
      for (int row = 0; row < rows; row++) {
        int start = Math.toIntExact(row * longest);
        long from = window == 0 ? 0 : Math.max(0, lengths[row] + 1 - window);
        Arrays.fill(mask, start + (int) from, start + (int) lengths[row] + 1, 0);
      }
      return Tensors.to(Tensors.floats(mask, rows, 1, 1, longest), type);
    }
  }

  private void release() {
    owned.forEach(tensor -> tensor.releaseReference());
    owned.clear();
    layers.clear();
  }

  @Override
  public void close() {
    release();
    cosines.releaseReference();
    sines.releaseReference();
    meanColumn.releaseReference();
    epsilon.releaseReference();
  }
}
