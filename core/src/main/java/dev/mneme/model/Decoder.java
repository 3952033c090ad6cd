package dev.mneme.model;

import dev.mneme.tensor.CustomGradient;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.tensor.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A decoder-only transformer as transformers computes it: rotary positions, grouped-query
 * attention, root-mean-square norms, gated MLPs.
 *
 * <pre>  h_0 = E[ids]     h_{l+1} = block_l(h_l)     hidden = norm(h_L)     logits = hidden · Wᵀ
 * </pre>
 *
 * Weights are named as in Hugging Face checkpoints. Sites for {@link Taps}: {@code embeddings}; for
 * each layer N {@code layers.N.heads} [rows, time, heads, headWidth] (what each head says, before
 * the output projection), {@code layers.N.attention}, {@code layers.N.mlp} (what they add to the
 * residual stream) and {@code layers.N.residual} (the stream behind the block), all [rows, time,
 * width]; {@code hidden} and {@code logits}.
 *
 * <p>Sampling goes through a {@link KeyValueCache}: {@link #prefill} prompts, then {@link #step}.
 */
public final class Decoder implements AutoCloseable {

  private static final String EMBEDDINGS = "model.embed_tokens.weight";

  private final DecoderShape shape;
  private final Parameters parameters;
  private final @Nullable Parameters adapters;
  private final Linears linears;
  private final RotaryFrequencies rotary;
  private final List<DecoderBlock> blocks;
  private final @Nullable FusedStack fused;

  private Decoder(
      DecoderShape shape, Parameters parameters, @Nullable Parameters adapters, Linears linears) {
    this.shape = shape;
    this.parameters = parameters;
    this.adapters = adapters;
    this.linears = linears;
    this.rotary = new RotaryFrequencies(shape);
    this.blocks =
        IntStream.range(0, shape.layers())
            .mapToObj(layer -> new DecoderBlock(shape, layer, parameters, linears))
            .toList();
    this.fused = FusedStack.of(shape, parameters, linears);
  }

  /**
   * A decoder over given weights, which it takes over.
   *
   * @throws IllegalArgumentException if they are not exactly {@link DecoderShape#weights}
   */
  public static Decoder of(DecoderShape shape, Parameters parameters) {
    Map<String, List<Long>> found = new LinkedHashMap<>();
    parameters
        .byName()
        .forEach((name, weight) ->
            found.put(name, LongStream.of(Tensors.shapeOf(weight)).boxed().toList()));
    if (!found.equals(shape.weights())) {
      throw new IllegalArgumentException("the weights are not those of the shape: " + found);
    }
    return new Decoder(shape, parameters, null, new PlainLinears(parameters));
  }

  /**
   * New float32 weights as transformers starts them: normal with the shape's deviation, norms 1,
   * biases 0.
   */
  public static Decoder initialised(DecoderShape shape, RandomStream stream) {
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      shape
          .weights()
          .forEach(
              (name, dimensions) -> weights.put(name, initial(shape, name, dimensions, stream)));
      return of(shape, Parameters.own(weights));
    }
  }

  private static Tensor initial(
      DecoderShape shape, String name, List<Long> dimensions, RandomStream stream) {
    long[] sizes = dimensions.stream().mapToLong(Long::longValue).toArray();
    if (name.endsWith(".bias")) {
      return Tensors.zeros(sizes);
    }
    return name.endsWith("norm.weight")
        ? Tensors.onesLike(Tensors.zeros(sizes))
        : stream.normal(0, shape.initialDeviation(), sizes);
  }

  /**
   * The same weights seen through adapters: a view, which neither owns nor closes anything.
   *
   * @param over puts the adapters before the plain linear layers
   * @param learnt the adapters' own weights
   */
  public Decoder adapted(UnaryOperator<Linears> over, Parameters learnt) {
    return new Decoder(shape, parameters, learnt, over.apply(new PlainLinears(parameters)));
  }

  /** Final states, behind the last norm. // [rows, time, width] */
  public Tensor hidden(TokenBatch batch) {
    return hidden(batch, Taps.NONE);
  }

  /** The same, with a look at the activations. // [rows, time, width] */
  public Tensor hidden(TokenBatch batch, Taps taps) {
    if (fused != null && taps instanceof Taps.None) {
      return norm(fused.apply(embed(batch.ids()), shares(batch), true));
    }
    DecoderBlock.Pass pass = pass(batch, taps, null);
    Tensor stream = taps.at("embeddings", embed(batch.ids()));
    for (DecoderBlock block : blocks) {
      stream = block.apply(stream, pass, null);
    }
    return taps.at("hidden", norm(stream));
  }

  /** One for each thread that may be used. */
  private List<FusedStack.Share> shares(TokenBatch batch) {
    return batch.parts(Threads.inUse()).stream()
        .map(part -> new FusedStack.Share(part, rotary.at(part.batch().positions(), type())))
        .toList();
  }

  /**
   * The same, keeping only the residual stream between blocks for differentiation; what is inside a
   * block is computed again when its gradient is taken. Gradients have equal bits. // [rows, time,
   * width]
   */
  public Tensor hiddenCheckpointed(TokenBatch batch) {
    Tensor stream = embed(batch.ids());
    if (fused != null) {
      return norm(fused.apply(stream, shares(batch), false));
    }
    DecoderBlock.Pass pass = pass(batch, Taps.NONE, null);
    for (DecoderBlock block : blocks) {
      List<Tensor> inputs = new ArrayList<>(List.of(stream));
      inputs.addAll(weightsOf(block));
      stream =
          CustomGradient.recomputed(inputs, given -> block.apply(given.getFirst(), pass, null));
    }
    return norm(stream);
  }

  /**
   * Reads what many texts begin with, so that {@link #hiddenBehind} need not read it again. Without
   * gradients; the tensors belong to the scope at hand.
   *
   * @param ids [1, time] int64
   */
  public Beginning begin(Tensor ids) {
    return Gradients.without(() -> {
      List<Tensor> keys = new ArrayList<>();
      List<Tensor> values = new ArrayList<>();
      try (Scope scope = Scope.open()) {
        DecoderBlock.Pass pass = pass(TokenBatch.of(ids), Taps.NONE, null);
        Tensor stream = embed(ids);
        for (DecoderBlock block : blocks) {
          stream =
              block.apply(
                  stream,
                  pass,
                  (key, value) -> {
                    keys.add(scope.keep(key));
                    values.add(scope.keep(value));
                  });
        }
      }
      return new Beginning(keys, values);
    });
  }

  /**
   * Final states of texts that go on from a beginning. Without gradients. // [rows, time, width]
   */
  public Tensor hiddenBehind(Beginning beginning, TokenBatch batch) {
    return Gradients.without(() -> {
      try (Scope scope = Scope.open()) {
        DecoderBlock.Pass pass = pass(batch, Taps.NONE, beginning);
        Tensor stream = embed(batch.ids());
        for (DecoderBlock block : blocks) {
          try (Scope inside = Scope.open()) {
            stream = inside.keep(block.apply(stream, pass, null));
          }
        }
        return scope.keep(norm(stream));
      }
    });
  }

  /** Scores of every next token. // […, width] → […, vocabulary] */
  public Tensor logits(Tensor hidden) {
    return Layers.linear(hidden, outputWeight());
  }

  /** The same, with a look at them. // […, width] → […, vocabulary] */
  public Tensor logits(Tensor hidden, Taps taps) {
    return taps.at("logits", logits(hidden));
  }

  /**
   * Log-probabilities of given tokens, each under the state at its own place: the caller pairs a
   * state with the token that follows it. Neither forwards nor backwards are logits of more than a
   * few tokens held at once. Differentiable once.
   *
   * @param hidden […, width]
   * @param ids […] int64
   * @return […], natural logarithms, at least float32
   */
  public Tensor chosenLogProbs(Tensor hidden, Tensor ids) {
    Tensor states = hidden.reshape(-1, hidden.size(-1)); // [tokens, width]
    return ChunkedLogits.compute(states, outputWeight(), new ChosenLogProbs(ids.reshape(-1, 1)))
        .view(Tensors.shapeOf(ids));
  }

  /**
   * How far what this model says comes next is from what another one says, token by token, with as
   * few logits held at once. Differentiable once, in what is this model's.
   *
   * @param hidden [tokens, width]
   * @param other of the same vocabulary; may have another width
   * @param otherHidden its states at the same tokens, without gradients // [tokens, width]
   * @param temperature by which the logits of both are divided
   * @return [tokens], in nats, at least float32
   */
  public Tensor divergence(
      TokenDivergence divergence,
      Tensor hidden,
      Decoder other,
      Tensor otherHidden,
      double temperature) {
    return ChunkedLogits.compute(
        hidden,
        outputWeight(),
        new DivergenceFrom(
            divergence, otherHidden.detach(), other.outputWeight().detach(), temperature));
  }

  /** An empty cache for sampling with the weights as they are now. The caller closes it. */
  public KeyValueCache cache(int slots, int capacity) {
    return KeyValueCache.of(this, slots, capacity);
  }

  /**
   * Reads prompts into empty slots of a cache.
   *
   * @param ids [prompts, time] int64, filled up at the end of each row with any token
   * @param lengths of the prompts, at least 1
   * @param slots where each goes; what they held is forgotten
   * @return scores of the token after each prompt // [prompts, vocabulary]
   */
  public Tensor prefill(Tensor ids, long[] lengths, KeyValueCache cache, int[] slots) {
    return Gradients.without(() -> {
      cache.requireRoom(ids, lengths, slots);
      DecoderBlock.Pass pass = pass(TokenBatch.of(ids), Taps.NONE, null);
      Tensor places = Tensors.longs(IntStream.of(slots).asLongStream().toArray(), slots.length);
      Tensor stream = embed(ids);
      for (int layer = 0; layer < blocks.size(); layer++) {
        int kept = layer;
        stream =
            blocks
                .get(layer)
                .apply(stream, pass, (keys, values) -> cache.fill(kept, places, keys, values));
      }
      cache.filled(slots, lengths);
      Tensor rows = Layers.wholeRange(slots.length).mul(Tensors.longs(new long[] {ids.size(1)}, 1));
      Tensor last =
          rows.add(Tensors.longs(lengths, slots.length)).sub(Tensors.longs(new long[] {1}, 1));
      Tensor ends = stream.reshape(-1, shape.width()).index_select(0, last); // [prompts, width]
      return logits(norm(ends));
    });
  }

  /**
   * Appends one token to each of the first slots of a cache.
   *
   * @param ids [rows] int64, one for each of the slots 0 … rows-1
   * @return scores of the next token // [rows, vocabulary]
   */
  public Tensor step(Tensor ids, KeyValueCache cache) {
    return Gradients.without(() -> cache.step(ids));
  }

  public DecoderShape shape() {
    return shape;
  }

  public Parameters parameters() {
    return parameters;
  }

  Linears linears() {
    return linears;
  }

  RotaryFrequencies rotary() {
    return rotary;
  }

  /** [vocabulary, width] */
  Tensor outputWeight() {
    return parameters.get(shape.tied() ? EMBEDDINGS : "lm_head.weight");
  }

  Tensor embed(Tensor ids) {
    return Layers.embedding(parameters.get(EMBEDDINGS), ids);
  }

  /** What the model computes in. */
  ElementType type() {
    return Tensors.typeOf(parameters.get(EMBEDDINGS));
  }

  boolean isOnProcessor() {
    return Tensors.isOnProcessor(parameters.get(EMBEDDINGS));
  }

  private Tensor norm(Tensor stream) {
    return Layers.rmsNorm(stream, parameters.get("model.norm.weight"), shape.normEpsilon());
  }

  private DecoderBlock.Pass pass(TokenBatch batch, Taps taps, @Nullable Beginning beginning) {
    long before = beginning == null ? 0 : beginning.length();
    Tensor positions =
        before == 0
            ? batch.positions()
            : batch.positions().add(Tensors.longs(new long[] {before}, 1));
    return new DecoderBlock.Pass(
        SelfAttention.over(batch, type(), shape.windows(), before),
        rotary.at(positions, type()),
        taps,
        beginning);
  }

  private List<Tensor> weightsOf(DecoderBlock block) {
    Stream<Parameters> all =
        adapters == null ? Stream.of(parameters) : Stream.of(parameters, adapters);
    return all.flatMap(some -> some.byName().entrySet().stream())
        .filter(entry -> entry.getKey().startsWith(block.name()))
        .map(Map.Entry::getValue)
        .filter(weight -> weight.requires_grad())
        .toList();
  }

  /** An independent decoder with the same weights. */
  public Decoder copy() {
    return of(shape, parameters.copy());
  }

  @Override
  public void close() {
    if (adapters == null) {
      parameters.close();
    }
  }
}
