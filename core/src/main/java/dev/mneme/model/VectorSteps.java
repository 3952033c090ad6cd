package dev.mneme.model;

import dev.mneme.kernel.CachedAttention;
import dev.mneme.kernel.GatedUnit;
import dev.mneme.kernel.Rotation;
import dev.mneme.kernel.RowNorm;
import dev.mneme.kernel.Rows;
import dev.mneme.model.SamplingWeights.Layer;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Steps of sampling in float32 on the processor: matrix products by the library, all between them
 * by our own loops over the same memory. A step of a small model is hundreds of operators of a few
 * microseconds each when the library does all, and its attention is made for many queries at once.
 *
 * <p>All memory is taken once. Keys lie as {@link CachedAttention} wants them.
 */
final class VectorSteps implements SamplingSteps {

  private final Decoder decoder;
  private final DecoderShape shape;
  private final SamplingWeights weights;
  private final CachedAttention attention;
  private final List<Tensor> owned = new ArrayList<>();
  private final List<Tensor> keys; // [slots, keyValueHeads, blocks, headWidth, block] each layer
  private final List<Tensor> values; // [slots, keyValueHeads, capacity, valueWidth] each layer
  private final Rows cosine;
  private final Rows sine;
  private final Stage whole;
  private final Map<Integer, Stage> stages = new HashMap<>();
  private final long[] families; // slots of one family begin with the same tokens
  private final long[] common; // how many of a slot's first tokens are its family's, 0 for alone
  private long next;

  VectorSteps(Decoder decoder, int slots, int capacity) {
    this.decoder = decoder;
    this.shape = decoder.shape();
    this.weights = new SamplingWeights(decoder);
    this.attention = new CachedAttention(shape.headWidth(), capacity);
    this.keys = new ArrayList<>();
    this.values = new ArrayList<>();
    int heads = shape.keyValueHeads();
    for (int layer = 0; layer < shape.layers(); layer++) {
      keys.add(zeros(slots, heads, attention.blocks(), shape.headWidth(), CachedAttention.block()));
      values.add(zeros(slots, heads, capacity, attention.valueWidth()));
    }
    RotaryFrequencies.Turn table = decoder.rotary().table(capacity, ElementType.F32);
    this.cosine = rows(own(table.cosine()), shape.headWidth());
    this.sine = rows(own(table.sine()), shape.headWidth());
    this.families = new long[slots];
    this.common = new long[slots];
    this.whole =
        new Stage(
            zeros(slots, shape.width()),
            zeros(slots, shape.width()),
            zeros(slots, joined()),
            zeros(slots, (long) shape.heads() * shape.headWidth()),
            zeros(slots, 2L * shape.mlpWidth()),
            zeros(slots, shape.mlpWidth()));
  }

  /** Where the numbers of one step lie, for a number of rows. */
  private record Stage(
      Tensor stream, // [rows, width]
      Tensor normed, // [rows, width]
      Tensor queryKeyValue, // [rows, (heads + 2 keyValueHeads) · headWidth]
      Tensor heads, // [rows, heads · headWidth]
      Tensor gateUp, // [rows, 2 mlpWidth]
      Tensor gated) {} // [rows, mlpWidth]

  /** Numbers in one row of queries, keys and values. */
  private int joined() {
    return (shape.heads() + 2 * shape.keyValueHeads()) * shape.headWidth();
  }

  private Tensor zeros(long... dimensions) {
    return own(Tensors.zeros(dimensions));
  }

  private Tensor own(Tensor tensor) {
    owned.add(tensor.retainReference());
    return tensor;
  }

  private static Rows rows(Tensor tensor, int width) {
    return Rows.of(Tensors.memory(tensor), width);
  }

  @Override
  public void refresh() {
    weights.refresh();
  }

  @Override
  public void fill(int layer, Tensor places, Tensor given, Tensor givenValues) {
    if (layer == 0) {
      for (long slot : Tensors.toLongs(places)) {
        families[(int) slot] = ++next;
        common[(int) slot] = 0;
      }
    }
    long time = given.size(2);
    long block = CachedAttention.block();
    long blocks = Math.ceilDiv(time, block);
    Tensor padded = Maths.padded(given, 2, blocks * block);
    Tensor blocked = // [prompts, keyValueHeads, blocks, headWidth, block]
        padded
            .view(given.size(0), given.size(1), blocks, block, given.size(3))
            .transpose(3, 4)
            .contiguous();
    keys.get(layer).narrow(2, 0, blocks).index_copy_(0, places, blocked);
    values
        .get(layer)
        .narrow(2, 0, time)
        .narrow(3, 0, shape.headWidth())
        .index_copy_(0, places, givenValues);
  }

  @Override
  public void copyStart(int from, long length, int to) {
    long blocks = Math.ceilDiv(length, CachedAttention.block());
    for (int layer = 0; layer < shape.layers(); layer++) {
      copy(keys.get(layer), from, blocks, to);
      copy(values.get(layer), from, length, to);
    }
    if (common[from] == 0) {
      common[from] = length;
    }
    families[to] = families[from];
    common[to] = Math.min(common[from], length);
  }

  private static void copy(Tensor layer, int from, long length, int to) {
    layer.select(0, to).narrow(1, 0, length).copy_(layer.select(0, from).narrow(1, 0, length));
  }

  @Override
  public Tensor step(Tensor ids, long[] lengths) {
    int rows = lengths.length;
    Stage stage = stages.computeIfAbsent(rows, this::stage);
    stage.stream.copy_(decoder.embed(ids));
    List<Beginning> beginnings = beginnings(lengths);
    for (int layer = 0; layer < shape.layers(); layer++) {
      Layer fused = weights.layer(layer);
      norm(stage, rows, fused.inputNorm());
      multiply(stage.queryKeyValue, stage.normed, fused.queryKeyValue(), fused.queryKeyValueBias());
      attend(stage, layer, fused, lengths, beginnings);
      add(stage.stream, stage.heads, fused.output(), fused.outputBias());
      norm(stage, rows, fused.mlpNorm());
      multiply(stage.gateUp, stage.normed, fused.gateUp(), fused.gateUpBias());
      Rows gateUp = rows(whole.gateUp, 2 * shape.mlpWidth());
      Rows up = gateUp.from(shape.mlpWidth());
      GatedUnit.apply(gateUp, up, rows, shape.mlpWidth(), rows(whole.gated, shape.mlpWidth()));
      add(stage.stream, stage.gated, fused.down(), fused.downBias());
    }
    norm(stage, rows, weights.finalNorm());
    return decoder.logits(stage.normed);
  }

  /**
   * Where a row's first tokens are read.
   *
   * @param tokens whole blocks
   */
  private record Beginning(int slot, int tokens) {}

  /** For each row the first one of its family: equal numbers, in the processor's cache by then. */
  private List<Beginning> beginnings(long[] lengths) {
    Map<Long, Integer> firsts = new HashMap<>();
    List<Beginning> beginnings = new ArrayList<>();
    for (int row = 0; row < lengths.length; row++) {
      if (lengths[row] < common[row]) { // begun again
        families[row] = ++next;
        common[row] = 0;
      }
      int slot = Objects.requireNonNullElse(firsts.putIfAbsent(families[row], row), row);
      long shared = slot == row ? 0 : Math.min(common[slot], common[row]);
      int block = CachedAttention.block();
      beginnings.add(new Beginning(slot, Math.toIntExact(shared / block * block)));
    }
    return beginnings;
  }

  private Stage stage(int rows) {
    return new Stage(
        first(whole.stream, rows),
        first(whole.normed, rows),
        first(whole.queryKeyValue, rows),
        first(whole.heads, rows),
        first(whole.gateUp, rows),
        first(whole.gated, rows));
  }

  private Tensor first(Tensor all, long rows) {
    return own(all.narrow(0, 0, rows));
  }

  private void norm(Stage stage, int rows, Tensor weight) {
    int width = shape.width();
    RowNorm.apply(
        rows(stage.stream, width),
        rows,
        width,
        rows(weight, width),
        shape.normEpsilon(),
        rows(stage.normed, width));
  }

  private static void multiply(Tensor out, Tensor x, Tensor matrix, @Nullable Tensor bias) {
    if (bias == null) {
      Maths.productInto(out, x, matrix);
    } else {
      Maths.affineInto(out, x, matrix, bias);
    }
  }

  private static void add(Tensor sum, Tensor x, Tensor matrix, @Nullable Tensor bias) {
    sum.addmm_(x, matrix);
    if (bias != null) {
      sum.add_(bias);
    }
  }

  /** Turns queries and keys, keeps keys and values, and lets every head look. */
  private void attend(
      Stage stage, int layer, Layer fused, long[] lengths, List<Beginning> beginnings) {
    int width = shape.headWidth();
    int group = shape.heads() / shape.keyValueHeads();
    Rows queries = rows(stage.queryKeyValue, joined());
    Rows fresh = queries.from(shape.heads() * width);
    Rows freshValues = fresh.from(shape.keyValueHeads() * width);
    Rows out = rows(stage.heads, shape.heads() * width);
    int keyRoom = attention.blocks() * width * CachedAttention.block();
    Rows allKeys = rows(keys.get(layer), keyRoom);
    Rows allValues = rows(values.get(layer), attention.valueWidth());
    long capacity = values.get(layer).size(2);
    int window = shape.windows().get(layer);
    for (int row = 0; row < lengths.length; row++) {
      int position = Math.toIntExact(lengths[row]);
      normalise(fused, queries, row);
      Rotation.apply(
          queries, row, shape.heads() + shape.keyValueHeads(), width, cosine, sine, position);
      int from = window == 0 ? 0 : Math.max(0, position + 1 - window);
      for (int head = 0; head < shape.keyValueHeads(); head++) {
        Beginning beginning = beginnings.get(row);
        CachedAttention.Place own = place(allKeys, allValues, capacity, row, head);
        CachedAttention.Place first = place(allKeys, allValues, capacity, beginning.slot(), head);
        int column = head * width;
        attention.keep(
            fresh.from(column), freshValues.from(column), row, own.keys(), own.values(), position);
        for (int query = head * group; query < (head + 1) * group; query++) {
          Rows asks = queries.from(query * width);
          Rows says = out.from(query * width);
          attention.apply(asks, row, first, beginning.tokens(), own, from, position + 1, says);
        }
      }
    }
  }

  private CachedAttention.Place place(
      Rows allKeys, Rows allValues, long capacity, long slot, int head) {
    long place = slot * shape.keyValueHeads() + head;
    return new CachedAttention.Place(allKeys.behind(place), allValues.behind(place * capacity));
  }

  private void normalise(Layer fused, Rows queries, int row) {
    if (fused.queryNorm() == null || fused.keyNorm() == null) {
      return;
    }
    int width = shape.headWidth();
    Rows heads = new Rows(queries.memory(), queries.behind(row).start(), width);
    Rows queryNorm = rows(fused.queryNorm(), width);
    RowNorm.apply(heads, shape.heads(), width, queryNorm, shape.normEpsilon(), heads);
    Rows keys = heads.behind(shape.heads());
    Rows keyNorm = rows(fused.keyNorm(), width);
    RowNorm.apply(keys, shape.keyValueHeads(), width, keyNorm, shape.normEpsilon(), keys);
  }

  @Override
  public void close() {
    weights.close();
    owned.forEach(tensor -> tensor.releaseReference());
  }
}
