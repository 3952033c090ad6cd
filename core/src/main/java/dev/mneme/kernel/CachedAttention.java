package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * What one query sees in the keys and values before it.
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

  /**
   * Attends to the positions {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param queries the head's numbers in each row
   * @param out the same place for what the head says
   */
  public void apply(Rows queries, int row, Rows keys, Rows values, int from, int to, Rows out) {
    take(queries, queries.at(row), scale);
    float max = scores(keys, from, to);
    FloatVector sum = FloatVector.zero(Lanes.SPECIES);
    for (int at = from / Lanes.COUNT * Lanes.COUNT; at < to; at += Lanes.COUNT) {
      FloatVector weight = Lanes.exp(FloatVector.fromArray(Lanes.SPECIES, weights, at).sub(max));
      weight.intoArray(weights, at);
      sum = sum.add(weight);
    }
    mix(values, from, to, 1 / Lanes.sum(sum));
    give(out, out.at(row), width);
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

  /** Leaves the scores in {@code weights}, −∞ where nothing is to be seen; the largest. */
  private float scores(Rows keys, int from, int to) {
    int first = from / Lanes.COUNT;
    int behind = Math.ceilDiv(to, Lanes.COUNT);
    int block = first;
    for (; block + 4 <= behind; block += 4) {
      scoreFour(keys, block);
    }
    for (; block < behind; block++) {
      scoreOne(keys, block);
    }
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

  private void mix(Rows values, int from, int to, float scaled) {
    int i = 0;
    for (; i + 4 * Lanes.COUNT <= valueWidth; i += 4 * Lanes.COUNT) {
      mixFour(values, from, to, scaled, i);
    }
    for (; i < valueWidth; i += Lanes.COUNT) {
      FloatVector sum = FloatVector.zero(Lanes.SPECIES);
      long at = values.at(from) + 4L * i;
      for (int t = from; t < to; t++) {
        sum = Lanes.load(values, at).fma(broadcast(weights[t]), sum);
        at += 4L * valueWidth;
      }
      sum.mul(scaled).intoArray(head, i);
    }
  }

  /** Four vectors side by side, so that a value's memory is read through once. */
  private void mixFour(Rows values, int from, int to, float scaled, int i) {
    FloatVector a = FloatVector.zero(Lanes.SPECIES);
    FloatVector b = FloatVector.zero(Lanes.SPECIES);
    FloatVector c = FloatVector.zero(Lanes.SPECIES);
    FloatVector d = FloatVector.zero(Lanes.SPECIES);
    long next = 4L * Lanes.COUNT;
    long at = values.at(from) + 4L * i;
    for (int t = from; t < to; t++) {
      FloatVector weight = broadcast(weights[t]);
      a = Lanes.load(values, at).fma(weight, a);
      b = Lanes.load(values, at + next).fma(weight, b);
      c = Lanes.load(values, at + 2 * next).fma(weight, c);
      d = Lanes.load(values, at + 3 * next).fma(weight, d);
      at += 4L * valueWidth;
    }
    a.mul(scaled).intoArray(head, i);
    b.mul(scaled).intoArray(head, i + Lanes.COUNT);
    c.mul(scaled).intoArray(head, i + 2 * Lanes.COUNT);
    d.mul(scaled).intoArray(head, i + 3 * Lanes.COUNT);
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }
}
