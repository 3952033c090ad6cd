package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What one query sees in the keys and values before it. Those of a beginning that several texts
 * have in common may be read in one place, where they stay in the processor's cache.
 *
 * <pre>  softmax(q·kᵀ / √width) · v </pre>
 *
 * Keys lie in blocks of as many positions as a vector has lanes, a block's numbers of one dimension
 * side by side, so that a block's scores come out of multiplications alone, without adding up the
 * lanes of a vector. Values lie position by position, each with room up to a whole number of
 * vectors. Used by one thread.
 */
public final class CachedAttention {

  private final int width;
  private final int blocks;
  private final int valueWidth;
  private final float scale;
  private final float[] head;
  private final float[] weights;

  /**
   * @param width of a head
   * @param capacity positions that keys and values have room for
   */
  public CachedAttention(int width, int capacity) {
    this.width = width;
    this.blocks = Math.ceilDiv(capacity, Lanes.COUNT);
    this.valueWidth = Math.ceilDiv(width, Lanes.COUNT) * Lanes.COUNT;
    this.scale = (float) (1 / Math.sqrt(width));
    this.head = new float[valueWidth];
    this.weights = new float[blocks * Lanes.COUNT];
  }

  /** Positions side by side in a block of keys. */
  public static int block() {
    return Lanes.COUNT;
  }

  /** Blocks of keys: a head's keys take {@code blocks · width · block} numbers. */
  public int blocks() {
    return blocks;
  }

  /** Numbers from one position's value to the next one's. */
  public int valueWidth() {
    return valueWidth;
  }

  /**
   * Puts one position's key and value into the caches.
   *
   * @param keys from the head's first number on
   * @param values from the head's first number on, rows of {@link #valueWidth}
   */
  public void keep(Rows key, Rows value, int row, Rows keys, Rows values, int position) {
    take(key, key.at(row), 1);
    long to = keys.at(0) + 4L * (position / Lanes.COUNT) * width * Lanes.COUNT;
    scatter(keys, to + 4L * (position % Lanes.COUNT));
    take(value, value.at(row), 1);
    give(values, values.at(position), valueWidth);
  }

  /** Where keys and values of one head lie, which may be those of several texts' beginning. */
  public record Place(Rows keys, Rows values) {}

  /**
   * Attends to the positions {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param queries the head's numbers in each row
   * @param beginning what stands at the first positions
   * @param shared positions that are read there, whole blocks
   * @param own what stands at the others
   * @param out the same place for what the head says
   */
  public void apply(
      Rows queries, int row, Place beginning, int shared, Place own, int from, int to, Rows out) {
    take(queries, queries.at(row), scale);
    int first = from / Lanes.COUNT;
    int middle = Math.max(first, shared / Lanes.COUNT);
    int behind = Math.ceilDiv(to, Lanes.COUNT);
    scores(beginning.keys(), first, middle);
    scores(own.keys(), middle, behind);
    float scaled = soften(from, to);
    Arrays.fill(head, 0);
    mix(beginning.values(), from, Math.max(from, shared));
    mix(own.values(), Math.max(from, shared), to);
    scale(scaled);
    give(out, out.at(row), width);
  }

  /** Scores become weights; 1 / their sum. */
  private float soften(int from, int to) {
    float max = largest(from, to);
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    for (int at = from / Lanes.COUNT * Lanes.COUNT; at < to; at += Lanes.COUNT) {
      FloatVector weight = Lanes.exp(FloatVector.fromArray(Lanes.SPECIES, weights, at).sub(max));
      weight.intoArray(weights, at);
      sum = sum.add(weight);
    }
    return 1 / Lanes.sum(sum);
  }

  private void scale(float factor) {
    for (int i = 0; i < valueWidth; i += Lanes.COUNT) {
      FloatVector.fromArray(Lanes.SPECIES, head, i).mul(factor).intoArray(head, i);
    }
  }

  /** Reads one head into {@code head}, which is 0 behind the head's width. */
  private void take(Rows from, long at, float factor) {
    int i = 0;
    for (; i + Lanes.COUNT <= width; i += Lanes.COUNT) {
      Lanes.load(from, at + 4L * i).mul(factor).intoArray(head, i);
    }
    for (; i < width; i++) {
      head[i] = from.get(at + 4L * i) * factor;
    }
  }

  /** Writes what {@code head} holds. */
  private void give(Rows to, long at, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      Lanes.store(FloatVector.fromArray(Lanes.SPECIES, head, i), to, at + 4L * i);
    }
    for (; i < count; i++) {
      to.set(at + 4L * i, head[i]);
    }
  }

  /** Writes {@code head} into one lane of a block. */
  private void scatter(Rows to, long at) {
    for (int i = 0; i < width; i++) {
      to.set(at + 4L * i * Lanes.COUNT, head[i]);
    }
  }

  /** Leaves the scores of blocks in {@code weights}. */
  private void scores(Rows keys, int first, int behind) {
    int block = first;
    for (; block + 4 <= behind; block += 4) {
      scoreFour(keys, block);
    }
    for (; block < behind; block++) {
      scoreOne(keys, block);
    }
  }

  /** The largest score; leaves −∞ where nothing is to be seen. */
  private float largest(int from, int to) {
    int first = from / Lanes.COUNT;
    int behind = Math.ceilDiv(to, Lanes.COUNT);
    hide(first * Lanes.COUNT, from);
    hide(to, behind * Lanes.COUNT);
    FloatVector largest = FloatVector.fromArray(Lanes.SPECIES, weights, first * Lanes.COUNT);
    for (int next = first + 1; next < behind; next++) {
      largest = largest.max(FloatVector.fromArray(Lanes.SPECIES, weights, next * Lanes.COUNT));
    }
    return largest.reduceLanes(VectorOperators.MAX);
  }

  private void hide(int from, int to) {
    for (int position = from; position < to; position++) {
      weights[position] = Float.NEGATIVE_INFINITY;
    }
  }

  private void scoreOne(Rows keys, int block) {
    FloatVector score = FloatVector.zero(Lanes.SPECIES);
    long at = keys.at(0) + 4L * Lanes.COUNT * width * block;
    for (int i = 0; i < width; i++) {
      score = Lanes.load(keys, at).fma(broadcast(head[i]), score);
      at += 4L * Lanes.COUNT;
    }
    score.intoArray(weights, block * Lanes.COUNT);
  }

  /** Four neighbouring blocks, whose sums do not wait for each other. */
  private void scoreFour(Rows keys, int block) {
    FloatVector a = FloatVector.zero(Lanes.SPECIES);
    FloatVector b = FloatVector.zero(Lanes.SPECIES);
    FloatVector c = FloatVector.zero(Lanes.SPECIES);
    FloatVector d = FloatVector.zero(Lanes.SPECIES);
    long next = 4L * Lanes.COUNT * width;
    long at = keys.at(0) + next * block;
    for (int i = 0; i < width; i++) {
      FloatVector one = broadcast(head[i]);
      a = Lanes.load(keys, at).fma(one, a);
      b = Lanes.load(keys, at + next).fma(one, b);
      c = Lanes.load(keys, at + 2 * next).fma(one, c);
      d = Lanes.load(keys, at + 3 * next).fma(one, d);
      at += 4L * Lanes.COUNT;
    }
    int to = block * Lanes.COUNT;
    a.intoArray(weights, to);
    b.intoArray(weights, to + Lanes.COUNT);
    c.intoArray(weights, to + 2 * Lanes.COUNT);
    d.intoArray(weights, to + 3 * Lanes.COUNT);
  }

  /** Adds the weighted values of some positions to {@code head}. */
  private void mix(Rows values, int from, int to) {
    int i = 0;
    for (; i + 2 * Lanes.COUNT <= valueWidth; i += 2 * Lanes.COUNT) {
      mixTwo(values, from, to, i);
    }
    for (; i < valueWidth; i += Lanes.COUNT) {
      FloatVector sum = FloatVector.fromArray(Lanes.SPECIES, head, i);
      long at = values.at(from) + 4L * i;
      for (int t = from; t < to; t++) {
        sum = Lanes.load(values, at).fma(broadcast(weights[t]), sum);
        at += 4L * valueWidth;
      }
      sum.intoArray(head, i);
    }
  }

  /** Two vectors side by side, so that sums do not wait for each other. */
  private void mixTwo(Rows values, int from, int to, int i) {
    FloatVector a = FloatVector.fromArray(Lanes.SPECIES, head, i);
    FloatVector b = FloatVector.fromArray(Lanes.SPECIES, head, i + Lanes.COUNT);
    long next = 4L * Lanes.COUNT;
    long at = values.at(from) + 4L * i;
    for (int t = from; t < to; t++) {
      FloatVector weight = broadcast(weights[t]);
      a = Lanes.load(values, at).fma(weight, a);
      b = Lanes.load(values, at + next).fma(weight, b);
      at += 4L * valueWidth;
    }
    a.intoArray(head, i);
    b.intoArray(head, i + Lanes.COUNT);
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }
}
