package dev.mneme.model;

import dev.mneme.model.SamplingWeights.Layer;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
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
 * Steps of sampling by the library's operators, for every precision. On small models a step's time
 * goes by the number of operators, so there are few: the residual is added by the multiplication
 * before it, rotation works in place on queries and keys together, and one write puts keys and
 * values into the cache.
 */
final class LibrarySteps implements SamplingSteps {

  private final Decoder decoder;
  private final DecoderShape shape;
  private final int slots;
  private final int capacity;
  private final ElementType type;
  private final SamplingWeights weights;
  private final List<Tensor> cache; // [2, slots, keyValueHeads, capacity, headWidth] each layer
  private final Tensor cosines; // [capacity, headWidth]
  private final Tensor sines;
  private final Tensor meanColumn; // [width, 1], all 1 / width
  private final Tensor epsilon; // [1, 1]

  LibrarySteps(Decoder decoder, int slots, int capacity) {
    this.decoder = decoder;
    this.shape = decoder.shape();
    this.slots = slots;
    this.capacity = capacity;
    this.type = decoder.type();
    this.weights = new SamplingWeights(decoder);
    this.cache = new ArrayList<>();
    for (int layer = 0; layer < shape.layers(); layer++) {
      Tensor empty =
          Tensors.empty(type, 2, slots, shape.keyValueHeads(), capacity, shape.headWidth()).zero_();
      cache.add(empty.retainReference());
    }
    RotaryFrequencies.Turn table = decoder.rotary().table(capacity, type);
    this.cosines = table.cosine().retainReference();
    this.sines = table.sine().retainReference();
    this.meanColumn = constant(1.0 / shape.width(), shape.width(), 1).retainReference();
    this.epsilon = constant(shape.normEpsilon(), 1, 1).retainReference();
  }

  @Override
  public void refresh() {
    weights.refresh();
  }

  @Override
  public void fill(int layer, Tensor places, Tensor keys, Tensor values) {
    long time = keys.size(2);
    cache.get(layer).select(0, 0).narrow(2, 0, time).index_copy_(0, places, keys);
    cache.get(layer).select(0, 1).narrow(2, 0, time).index_copy_(0, places, values);
  }

  @Override
  public void copyStart(int from, long length, int to) {
    for (Tensor layer : cache) {
      Tensor text = layer.select(1, from).narrow(2, 0, length); // [2, kv, length, width]
      layer.select(1, to).narrow(2, 0, length).copy_(text);
    }
  }

  @Override
  public Tensor step(Tensor ids, long[] lengths) {
    Step step = new Step(lengths);
    Tensor stream = decoder.embed(ids); // [rows, width]
    for (int layer = 0; layer < shape.layers(); layer++) {
      Layer fused = weights.layer(layer);
      Tensor attended = step.attention(fused, stream, cache.get(layer), shape.windows().get(layer));
      stream = plus(stream, attended, fused.output(), fused.outputBias());
      stream = plus(stream, mlp(fused, stream), fused.down(), fused.downBias());
    }
    return decoder.logits(norm(stream, weights.finalNorm()));
  }

  private Tensor mlp(Layer fused, Tensor stream) {
    Tensor x = norm(stream, fused.mlpNorm());
    Tensor both = times(x, fused.gateUp(), fused.gateUpBias()); // [rows, 2 mlpWidth]
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

  @Override
  public void close() {
    weights.close();
    cache.forEach(layer -> layer.releaseReference());
    cosines.releaseReference();
    sines.releaseReference();
    meanColumn.releaseReference();
    epsilon.releaseReference();
  }
}
