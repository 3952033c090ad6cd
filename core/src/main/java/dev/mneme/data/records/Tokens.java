package dev.mneme.data.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sequence of token ids, and how much the prediction of each counts: 1 where it is learnt, 0
 * where it is only read.
 */
public final class Tokens {

  private final int[] ids;
  private final float[] weights;

  private Tokens(int[] ids, float[] weights) {
    this.ids = ids;
    this.weights = weights;
  }

  /** Learns the tokens marked. */
  public static Tokens of(int[] ids, boolean[] learnt) {
    if (ids.length == 0 || ids.length != learnt.length) {
      throw new IllegalArgumentException(
          "%d tokens cannot have %d marks".formatted(ids.length, learnt.length));
    }
    float[] weights = new float[ids.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = learnt[i] ? 1 : 0;
    }
    return new Tokens(ids.clone(), weights);
  }

  /** Learns every token. */
  public static Tokens of(int... ids) {
    boolean[] learnt = new boolean[ids.length];
    Arrays.fill(learnt, true);
    return of(ids, learnt);
  }

  public int length() {
    return ids.length;
  }

  public int id(int place) {
    return ids[place];
  }

  public float weight(int place) {
    return weights[place];
  }

  /** The same tokens, counting {@code factor} times as much: the weight of their source. */
  public Tokens times(double factor) {
    float[] scaled = weights.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (scaled[i] * factor);
    }
    return new Tokens(ids, scaled);
  }

  /** How many tokens are learnt: of those that follow another one. */
  public int learnt() {
    int learnt = 0;
    for (int i = 1; i < weights.length; i++) {
      learnt += weights[i] > 0 ? 1 : 0;
    }
    return learnt;
  }

  /**
   * As much of the sequence as it takes to learn some of its learnt tokens, and these alone.
   *
   * @param from the first of them, as counted by {@link #learnt}
   * @param to behind the last
   */
  public Tokens learning(int from, int to) {
    if (!(from >= 0 && from < to && to <= learnt())) {
      throw new IllegalArgumentException(
          "there are no learnt tokens from %d to %d among %d".formatted(from, to, learnt()));
    }
    float[] some = new float[weights.length];
    int number = 0;
    int end = 1;
    for (int i = 1; number < to; i++) {
      if (weights[i] > 0) {
        some[i] = number >= from ? weights[i] : 0;
        number++;
        end = i + 1;
      }
    }
    return new Tokens(Arrays.copyOf(ids, end), Arrays.copyOf(some, end));
  }

  /** No more than the first {@code most} tokens. */
  public Tokens first(int most) {
    return most >= ids.length ? this : slice(0, most);
  }

  /** Pieces of {@code most} tokens each, the last perhaps shorter. */
  public List<Tokens> split(int most) {
    List<Tokens> pieces = new ArrayList<>();
    for (int from = 0; from < ids.length; from += most) {
      pieces.add(slice(from, Math.min(ids.length, from + most)));
    }
    return pieces;
  }

  private Tokens slice(int from, int to) {
    return new Tokens(Arrays.copyOfRange(ids, from, to), Arrays.copyOfRange(weights, from, to));
  }
}
