package dev.mneme.train;

import dev.mneme.kernel.SequenceAttention;
import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import java.util.List;
import java.util.Map;

/**
 * What a decoder takes in memory and work, from its shape alone and in float32.
 *
 * <p>With d the width, h the heads, q = h · headWidth, k = keyValueHeads · headWidth, m the MLP's
 * width, V the vocabulary, P all weights and P_l those of the blocks' matrices:
 *
 * <pre>
 *   weights       4 P bytes; as much for gradients, twice as much for AdamW's moments
 *   activations   4 · (4d + 2q + 2k + 2m + 2h) bytes a token and block for a gradient, and
 *                 4 · (4d + 2q + 2k + 3m) a token once for the block at work. Without a gradient
 *                 4d a token and block. Through
 *                 adapters, with norms of heads or in narrow numbers, operator by operator:
 *                 4 · (8d + 8q + 6k + 4m) a token and block, because every tensor that a pass makes
 *                 lives until its scope closes; 2q less and 2 (q + k) more as the shape has it
 *   forwards      2 P_l flops a token, and 2 q · time for scores and mixing with what lies before
 *   backwards     twice the forward products; attention 2.5 times
 *   last layer    2 d V flops a token; with gradients four times: z twice, Wᵀd and dhᵀ
 *   cache         2 · 4 · layers · slots · k · capacity bytes, and the blocks' weights once more
 * </pre>
 *
 * Counted along {@link Decoder}; checked against measured peaks in docs/reference/check.md.
 */
public final class DecoderCosts {

  private static final long BYTES = Float.BYTES;

  /** Rows of logits that are held at once are those that fit into 16 MiB. */
  private static final long CHUNK = 1 << 22;

  /** Tensors of a chunk that live together: logits, softmax and what becomes their gradient. */
  private static final long CHUNK_COPIES = 3;

  /** The same of two models: logits and log-probabilities of both, and what comes of them. */
  private static final long COPIES_OF_A_DIVERGENCE = 8;

  private static final long COPIES_OF_A_MIXTURE = 12;

  private static final int OPERATORS_OF_A_BLOCK = 48;
  private static final int OPERATORS_OF_A_STEP = 26;

  /** Elements a parameter of the norm, the clipping and the update with its four arrays. */
  private static final double ELEMENTS_OF_AN_UPDATE = 3;

  /** Numbers written with strides, or exponentials, cost more than the plain product measured. */
  private static final double ELEMENT_FORWARDS = 3;

  private static final double ELEMENT_WITH_GRADIENT = 6;

  /** Operators over one logit forwards (exponential, sum, logarithm), and in all backwards. */
  private static final double ELEMENTS_OF_A_LOGIT = 3;

  private final DecoderShape shape;
  private final boolean fused;
  private final long queries;
  private final long keys;

  /** Of a model whose own float32 weights learn. */
  public DecoderCosts(DecoderShape shape) {
    this(shape, true);
  }

  /**
   * @param plain whether there are neither adapters nor numbers narrower than float32
   */
  public DecoderCosts(DecoderShape shape, boolean plain) {
    this.shape = shape;
    this.fused = plain && !shape.headNorms();
    this.queries = (long) shape.heads() * shape.headWidth();
    this.keys = (long) shape.keyValueHeads() * shape.headWidth();
  }

  /** How many weights there are. */
  public long parameters() {
    return shape.weights().values().stream().mapToLong(DecoderCosts::count).sum();
  }

  /** Numbers of a state. */
  public long width() {
    return shape.width();
  }

  /** Of all weights. */
  public long weightBytes() {
    return BYTES * parameters();
  }

  /** Of what one pass over {@code tokens} keeps of the blocks for its gradient. */
  public long activationBytes(long tokens) {
    long once = fused ? working() : 0;
    return BYTES * tokens * (shape.layers() * activations() + once);
  }

  /** The same where blocks are computed again when their gradient is taken. */
  public long checkpointedBytes(long tokens) {
    return streamBytes(tokens) + (fused ? BYTES * tokens * working() : 0);
  }

  /** Of one pass over {@code tokens} without a gradient. */
  public long passBytes(long tokens) {
    return fused ? streamBytes(tokens) : activationBytes(tokens);
  }

  /** The stream between all blocks, and one block. */
  private long streamBytes(long tokens) {
    return BYTES * tokens * ((long) shape.layers() * shape.width() + activations());
  }

  /** Numbers a token and block. */
  private long activations() {
    return fused
        ? 4L * shape.width()
            + 2 * queries
            + 2 * keys
            + 2L * shape.mlpWidth()
            + (long) SequenceAttention.KEPT * shape.heads()
        : operands();
  }

  /** Numbers a token of the block at work on its gradient. */
  private long working() {
    return 4L * shape.width() + 2 * queries + 2 * keys + 3L * shape.mlpWidth();
  }

  /** Keys and values once a query head. */
  private long sharing() {
    return shape.heads() == shape.keyValueHeads() ? 0 : 2 * queries;
  }

  /** Numbers a token and block that a pass makes operator by operator. */
  private long operands() {
    return 8L * shape.width()
        + 6 * queries
        + sharing()
        + 6 * keys
        + 4L * shape.mlpWidth()
        + (shape.headNorms() ? 2 * (queries + keys) : 0);
  }

  /**
   * Of the log-probabilities of chosen tokens with their gradient: chunks of logits, the gradients
   * of the last layer and of the states.
   */
  public long chosenBytes(long tokens) {
    long rows = Math.min(tokens, Math.max(1, CHUNK / shape.vocabulary()));
    return BYTES
        * (CHUNK_COPIES * rows * shape.vocabulary()
            + (long) shape.vocabulary() * shape.width()
            + 2 * tokens * shape.width());
  }

  /**
   * Of a divergence from what another model says of the whole vocabulary, with its gradient: chunks
   * of the logits of both and of what comes of them, the states of both and their gradient. That of
   * the last layer is counted by {@link #chosenBytes}, and once more by {@link #lastLayerBytes}.
   *
   * @param width of the other one
   * @param mixed whether both are mixed first
   */
  public long divergenceBytes(long tokens, long width, boolean mixed) {
    long rows = Math.min(tokens, Math.max(1, CHUNK / shape.vocabulary()));
    long copies = mixed ? COPIES_OF_A_MIXTURE : COPIES_OF_A_DIVERGENCE;
    return BYTES * (copies * rows * shape.vocabulary() + tokens * (width + 2L * shape.width()));
  }

  /** Of the weights that give scores, or of their gradient. */
  public long lastLayerBytes() {
    return BYTES * shape.vocabulary() * shape.width();
  }

  /** Of the log-probabilities of the whole vocabulary: logits, and themselves. */
  public long wholeBytes(long tokens) {
    return 2 * BYTES * tokens * shape.vocabulary();
  }

  /** Of a cache of keys and values with the weights as a step of sampling wants them. */
  public long cacheBytes(long slots, long capacity) {
    return BYTES * (2L * shape.layers() * slots * keys * capacity + blockWeights());
  }

  /** A pass through the blocks, without gradients. */
  public Work forwards(long rows, long time) {
    double tokens = (double) rows * time;
    double attention = 2.0 * queries * time * tokens * shape.layers();
    return new Work(
        2.0 * blockWeights() * tokens + attention,
        ELEMENT_FORWARDS * tokens * shape.layers() * operands(),
        operators());
  }

  /** The same with its gradients. */
  public Work learning(long rows, long time) {
    double tokens = (double) rows * time;
    double attention = 2.0 * queries * time * tokens * shape.layers();
    return new Work(
        6.0 * blockWeights() * tokens + 3.5 * attention,
        ELEMENT_WITH_GRADIENT * tokens * shape.layers() * operands(),
        3 * operators());
  }

  /** Log-probabilities of chosen tokens. */
  public Work chosen(long tokens) {
    double logits = (double) tokens * shape.vocabulary();
    return new Work(2 * logits * shape.width(), ELEMENTS_OF_A_LOGIT * logits, 10 * chunks(tokens));
  }

  /** The same with their gradients. */
  public Work chosenLearning(long tokens) {
    double logits = (double) tokens * shape.vocabulary();
    return new Work(
        8 * logits * shape.width(), 3 * ELEMENTS_OF_A_LOGIT * logits, 40 * chunks(tokens));
  }

  /**
   * A divergence from what another model says of the whole vocabulary, with its gradient; the other
   * one's scores are computed twice.
   *
   * @param width of the other one
   */
  public Work divergence(long tokens, long width) {
    double logits = (double) tokens * shape.vocabulary();
    return new Work(
        logits * (8.0 * shape.width() + 4.0 * width),
        6 * ELEMENTS_OF_A_LOGIT * logits,
        70 * chunks(tokens));
  }

  /** Log-probabilities of the whole vocabulary. */
  public Work whole(long tokens) {
    double logits = (double) tokens * shape.vocabulary();
    return new Work(2 * logits * shape.width(), ELEMENTS_OF_A_LOGIT * logits, 10);
  }

  /** Making a cache: zeros, and the blocks' weights laid out anew. */
  public Work makingCache(long slots, long capacity) {
    return new Work(0, (double) cacheBytes(slots, capacity) / BYTES, 20.0 * shape.layers());
  }

  /**
   * One token more for each of {@code rows} texts, behind {@code seen} tokens. Few rows by a large
   * matrix go as fast as the matrix comes from memory, so that each weight counts as an element.
   */
  public Work step(long rows, long seen) {
    double last = (double) rows * shape.vocabulary();
    return new Work(
        rows * (2.0 * blockWeights() + 4.0 * queries * seen * shape.layers())
            + 2 * last * shape.width(),
        rows * shape.layers() * operands() / 2.0 + ELEMENTS_OF_A_LOGIT * last + parameters(),
        OPERATORS_OF_A_STEP * shape.layers() + 20);
  }

  /** One update of all weights by AdamW, with the length of the gradient before it. */
  public Work update() {
    return new Work(0, ELEMENTS_OF_AN_UPDATE * parameters(), 4.0 * shape.weights().size());
  }

  private double operators() {
    return (double) OPERATORS_OF_A_BLOCK * shape.layers() + 30;
  }

  private double chunks(long tokens) {
    return Math.ceil((double) tokens * shape.vocabulary() / CHUNK);
  }

  private long blockWeights() {
    return shape.weights().entrySet().stream()
        .filter(weight -> weight.getKey().startsWith("model.layers."))
        .map(Map.Entry::getValue)
        .mapToLong(DecoderCosts::count)
        .sum();
  }

  private static long count(List<Long> dimensions) {
    return dimensions.stream().reduce(1L, Math::multiplyExact);
  }
}
