package dev.mneme.model;

import dev.mneme.kernel.GatedUnit;
import dev.mneme.kernel.Rotation;
import dev.mneme.kernel.RowNorm;
import dev.mneme.kernel.Rows;
import dev.mneme.kernel.SequenceAttention;
import dev.mneme.kernel.SequenceAttention.Looking;
import dev.mneme.kernel.Span;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.SideBySide;
import dev.mneme.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * A {@link DecoderBlock} in float32 with its gradient by hand: products by the library, queries,
 * keys and values in one, gate and up in another, and one loop of ours for each thing between them,
 * where differentiating operator by operator reads and writes the same numbers many times.
 *
 * <pre>
 *   h = x + O·attention(R·Q n, R·K n, V n)    n = norm(x)
 *   y = h + D·(silu(G m) ⊙ U m)               m = norm(h)
 * </pre>
 *
 * For blocks without adapters, taps and norms of heads.
 */
final class FusedBlock {

  private static final List<String> NAMES =
      List.of(
          "input_layernorm.weight",
          "self_attn.q_proj.weight",
          "self_attn.k_proj.weight",
          "self_attn.v_proj.weight",
          "self_attn.o_proj.weight",
          "post_attention_layernorm.weight",
          "mlp.gate_proj.weight",
          "mlp.up_proj.weight",
          "mlp.down_proj.weight",
          "self_attn.q_proj.bias",
          "self_attn.k_proj.bias",
          "self_attn.v_proj.bias",
          "self_attn.o_proj.bias",
          "mlp.gate_proj.bias",
          "mlp.up_proj.bias",
          "mlp.down_proj.bias");

  /**
   * Tokens whose gates and gradients fit the processor's own memory, in a model of 1 MiB a layer.
   */
  private static final int NEAR = 256;

  private final DecoderShape shape;
  private final Parameters parameters;
  private final String name;
  private final int window;
  private final FusedLinear queryKeyValue;
  private final FusedLinear output;
  private final FusedLinear gateUp;
  private final FusedLinear down;

  FusedBlock(DecoderShape shape, int layer, Parameters parameters) {
    this.shape = shape;
    this.parameters = parameters;
    this.name = "model.layers." + layer + ".";
    this.window = shape.windows().get(layer);
    this.queryKeyValue = linear("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj");
    this.output = linear("self_attn.o_proj");
    this.gateUp = linear("mlp.gate_proj", "mlp.up_proj");
    this.down = linear("mlp.down_proj");
  }

  private FusedLinear linear(String... modules) {
    return new FusedLinear(parameters, name, List.of(modules));
  }

  /**
   * What all blocks of one pass share.
   *
   * @param heads who attends: neighbouring heads of keys each, side by side
   * @param cosine a row for each token, or for each place where all rows have the same positions
   * @param sine the same
   */
  record Pass(
      int rows,
      int time,
      List<Span> spans,
      List<Heads> heads,
      Rows cosine,
      Rows sine,
      boolean shared) {

    int tokens() {
      return rows * time;
    }

    /** Tokens that the MLP computes at a time. */
    int near() {
      return Math.min(NEAR, tokens());
    }

    int position(int token) {
      return shared ? token % time : token;
    }
  }

  /** Neighbouring heads of keys and values, from one on. */
  record Heads(int from, SequenceAttention attention) {}

  /** What the way back needs, all [tokens, …]. */
  record Kept(
      Tensor x,
      Tensor n,
      Tensor joined, // queries, keys and values, turned
      Tensor sums, // of the attention's weights
      Tensor mixed,
      Tensor h,
      Tensor m,
      Tensor gates, // and what they let through
      Tensor y) {

    /** All but x, which is not this block's. */
    List<Tensor> made() {
      return List.of(n, joined, sums, mixed, h, m, gates, y);
    }
  }

  /** Those of the block's weights that learn. */
  List<Tensor> weights() {
    return learning().map(each -> parameters.get(name + each)).toList();
  }

  private Stream<String> learning() {
    return NAMES.stream().filter(this::learns);
  }

  private boolean learns(String each) {
    Tensor weight = parameters.byName().get(name + each);
    return weight != null && weight.requires_grad();
  }

  /**
   * The way forward, not recorded.
   *
   * @param x [tokens, width]
   */
  Kept forward(Tensor x, Pass pass) {
    try (Scope scope = Scope.open()) {
      Tensor n = norm("input_layernorm", x, pass);
      Tensor joined = queryKeyValue.apply(n);
      turn(joined, pass, Rotation::apply);
      Tensor mixed = Tensors.empty(ElementType.F32, pass.tokens(), joinedHeads());
      Tensor sums =
          Tensors.empty(
              ElementType.F32, pass.tokens(), (long) SequenceAttention.KEPT * shape.heads());
      attend(joined, mixed, sums, pass);
      Tensor h = output.apply(mixed).add_(x);
      Tensor m = norm("post_attention_layernorm", h, pass);
      Tensor gates = Tensors.empty(ElementType.F32, pass.tokens(), 2L * shape.mlpWidth());
      Tensor y = mlp(m, gates, pass).add_(h);
      return new Kept(
          x,
          scope.keep(n),
          scope.keep(joined),
          scope.keep(sums),
          scope.keep(mixed),
          scope.keep(h),
          scope.keep(m),
          scope.keep(gates),
          scope.keep(y));
    }
  }

  /**
   * The way back.
   *
   * @param dy gradient of y, which is turned into that of x // [tokens, width]
   * @return gradients in the order of {@link #weights}
   */
  List<Tensor> backward(Kept kept, Tensor dy, Pass pass) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> found = new HashMap<>();
      Tensor dm = mlpBack(kept, dy, pass, found);
      backNorm("post_attention_layernorm", kept.h(), dm, dy, pass, found); // dy is now dh
      Tensor dmixed = output.back(dy, kept.mixed(), found);
      Tensor djoined = attendBack(kept, dmixed, pass);
      turn(djoined, pass, Rotation::backward);
      Tensor dn = queryKeyValue.back(djoined, kept.n(), found);
      backNorm("input_layernorm", kept.x(), dn, dy, pass, found);
      return learning().map(each -> scope.keep(Objects.requireNonNull(found.get(each)))).toList();
    }
  }

  /**
   * What the MLP adds, computed for so few tokens at a time that what lies between its products
   * stays near the processor.
   *
   * @param gates is written // [tokens, 2 mlpWidth]
   */
  private Tensor mlp(Tensor m, Tensor gates, Pass pass) {
    Tensor gateUpMatrix = gateUp.matrix().t();
    Tensor downMatrix = down.matrix().t();
    Tensor out = Tensors.empty(ElementType.F32, pass.tokens(), shape.width());
    Tensor gated = Tensors.empty(ElementType.F32, pass.near(), shape.mlpWidth());
    for (int from = 0; from < pass.tokens(); from += NEAR) {
      int count = Math.min(NEAR, pass.tokens() - from);
      Tensor both = gates.narrow(0, from, count);
      Tensor some = gated.narrow(0, 0, count);
      Maths.productInto(both, m.narrow(0, from, count), gateUpMatrix);
      gateUp.addBias(both);
      Rows gate = rows(both);
      GatedUnit.apply(gate, gate.from(shape.mlpWidth()), count, shape.mlpWidth(), rows(some));
      Maths.productInto(out.narrow(0, from, count), some, downMatrix);
    }
    return down.addBias(out);
  }

  /** Gradient of what goes into the MLP. // [tokens, width] */
  private Tensor mlpBack(Kept kept, Tensor dy, Pass pass, Map<String, Tensor> found) {
    Tensor gateUpMatrix = gateUp.matrix();
    Tensor downMatrix = down.matrix();
    int mlpWidth = shape.mlpWidth();
    Tensor dm = Tensors.empty(ElementType.F32, pass.tokens(), shape.width());
    Tensor dgates = Tensors.empty(ElementType.F32, pass.tokens(), 2L * mlpWidth);
    Tensor gated = Tensors.empty(ElementType.F32, pass.tokens(), mlpWidth);
    Tensor dgated = Tensors.empty(ElementType.F32, pass.near(), mlpWidth);
    for (int from = 0; from < pass.tokens(); from += NEAR) {
      int count = Math.min(NEAR, pass.tokens() - from);
      Tensor some = dgated.narrow(0, 0, count);
      Tensor dboth = dgates.narrow(0, from, count);
      Maths.productInto(some, dy.narrow(0, from, count), downMatrix);
      Rows gate = rows(kept.gates().narrow(0, from, count));
      Rows dgate = rows(dboth);
      GatedUnit.backward(
          gate,
          gate.from(mlpWidth),
          rows(some),
          count,
          mlpWidth,
          dgate,
          dgate.from(mlpWidth),
          rows(gated.narrow(0, from, count)));
      Maths.productInto(dm.narrow(0, from, count), dboth, gateUpMatrix);
    }
    down.leave(dy, gated, found);
    gateUp.leave(dgates, kept.m(), found);
    return dm;
  }

  /** Lets every head look. */
  private void attend(Tensor joined, Tensor mixed, Tensor sums, Pass pass) {
    each(
        pass,
        heads -> {
          Rows out = queries(mixed, heads);
          Rows kept = sums(sums, heads);
          for (Span span : pass.spans()) {
            heads.attention().apply(span, window, looking(joined, heads), out, kept);
          }
        });
  }

  /** Gradients of queries, keys and values. // [tokens, (heads + 2 keyValueHeads) · headWidth] */
  private Tensor attendBack(Kept kept, Tensor dmixed, Pass pass) {
    Tensor djoined = Tensors.zeros(Tensors.shapeOf(kept.joined()));
    each(
        pass,
        heads -> {
          Looking given = looking(kept.joined(), heads);
          Looking wanted = looking(djoined, heads);
          Rows sums = sums(kept.sums(), heads);
          Rows dout = queries(dmixed, heads);
          for (Span span : pass.spans()) {
            heads.attention().backward(span, window, given, sums, dout, wanted);
          }
        });
    return djoined;
  }

  private static void each(Pass pass, Consumer<Heads> work) {
    SideBySide.compute(
        pass.heads().stream()
            .<SideBySide.Work<Heads>>map(heads ->
                scope -> {
                  work.accept(heads);
                  return new SideBySide.Left<>(heads, List.of());
                })
            .toList());
  }

  private Looking looking(Tensor joined, Heads heads) {
    Rows keys = rows(joined).from((shape.heads() + heads.from()) * shape.headWidth());
    Rows values = keys.from(shape.keyValueHeads() * shape.headWidth());
    return new Looking(queries(joined, heads), keys, values);
  }

  /** From the first query head that shares the heads of keys. */
  private Rows queries(Tensor tensor, Heads heads) {
    return rows(tensor).from(firstQuery(heads) * shape.headWidth());
  }

  private Rows sums(Tensor tensor, Heads heads) {
    return rows(tensor).from(firstQuery(heads) * SequenceAttention.KEPT);
  }

  private int firstQuery(Heads heads) {
    return heads.from() * (shape.heads() / shape.keyValueHeads());
  }

  private Tensor norm(String which, Tensor x, Pass pass) {
    Tensor y = Tensors.empty(ElementType.F32, pass.tokens(), shape.width());
    RowNorm.apply(
        rows(x), pass.tokens(), shape.width(), weight(which), shape.normEpsilon(), rows(y));
    return y;
  }

  /** Adds the gradient of the norm's input to {@code dx}. */
  private void backNorm(
      String which, Tensor x, Tensor dy, Tensor dx, Pass pass, Map<String, Tensor> found) {
    Tensor dweight = Tensors.zeros(1, shape.width());
    RowNorm.backward(
        rows(x),
        rows(dy),
        pass.tokens(),
        shape.width(),
        weight(which),
        shape.normEpsilon(),
        rows(dx),
        rows(dweight));
    found.put(which + ".weight", dweight.view(shape.width()));
  }

  private Rows weight(String norm) {
    return Rows.of(Tensors.memory(parameters.get(name + norm + ".weight")), shape.width());
  }

  private interface Turning {
    void turn(Rows x, int row, int heads, int width, Rows cosine, Rows sine, int position);
  }

  /** Queries and keys of every token, in place. */
  private void turn(Tensor joined, Pass pass, Turning turning) {
    Rows all = rows(joined);
    int heads = shape.heads() + shape.keyValueHeads();
    for (int token = 0; token < pass.tokens(); token++) {
      int position = pass.position(token);
      turning.turn(all, token, heads, shape.headWidth(), pass.cosine(), pass.sine(), position);
    }
  }

  private static Rows rows(Tensor matrix) {
    return Rows.of(Tensors.memory(matrix), Math.toIntExact(matrix.size(1)));
  }

  private long joinedHeads() {
    return (long) shape.heads() * shape.headWidth();
  }
}
