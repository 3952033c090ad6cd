package dev.mneme.task.benchmark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The random numbers of CPython's {@code random.Random} with a small seed, so that the examples
 * that lm-evaluation-harness draws are drawn here too.
 *
 * <p>Source: Matsumoto and Nishimura, Mersenne Twister (ACM TOMACS 8, 1998), seeded by an array of
 * one word; {@code getrandbits}, {@code randbelow} and {@code sample} as Python 3.11 and later have
 * them.
 */
final class PythonRandom {

  private static final int WORDS = 624;
  private static final int MIDDLE = 397;

  private final int[] state = new int[WORDS];
  private int next = WORDS;

  /**
   * @param seed not negative
   */
  PythonRandom(int seed) {
    state[0] = 19650218;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * mixed(i - 1) + i;
    }
    int i = 1;
    for (int round = 0; round < WORDS; round++) {
      state[i] = (state[i] ^ (mixed(i - 1) * 1664525)) + seed;
      i = following(i);
    }
    for (int round = 0; round < WORDS - 1; round++) {
      state[i] = (state[i] ^ (mixed(i - 1) * 1566083941)) - i;
      i = following(i);
    }
    state[0] = 0x80000000;
  }

  private int mixed(int i) {
    return state[i] ^ (state[i] >>> 30);
  }

  private int following(int i) {
    if (i + 1 < WORDS) {
      return i + 1;
    }
    state[0] = state[WORDS - 1];
    return 1;
  }

  private int word() {
    if (next == WORDS) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
      state[i] = state[(i + MIDDLE) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    next = 0;
  }

  /** A number below {@code bound}, which is at least 1. */
  int below(int bound) {
    int bits = 32 - Integer.numberOfLeadingZeros(bound);
    long drawn = Integer.toUnsignedLong(word()) >>> (32 - bits);
    while (drawn >= bound) {
      drawn = Integer.toUnsignedLong(word()) >>> (32 - bits);
    }
    return (int) drawn;
  }

  /** Different numbers below {@code of}, in the order drawn. */
  List<Integer> sample(int of, int count) {
    if (count > of) {
      throw new IllegalArgumentException("%d of %d cannot be drawn".formatted(count, of));
    }
    List<Integer> drawn = new ArrayList<>();
    if (of <= poolAtMost(count)) {
      List<Integer> pool = new ArrayList<>(IntStream.range(0, of).boxed().toList());
      for (int i = 0; i < count; i++) {
        int place = below(of - i);
        drawn.add(pool.get(place));
        pool.set(place, pool.get(of - i - 1));
      }
      return drawn;
    }
    Set<Integer> taken = new HashSet<>();
    while (drawn.size() < count) {
      int number = below(of);
      if (taken.add(number)) {
        drawn.add(number);
      }
    }
    return drawn;
  }

  /** Up to which size Python draws from a list of all. */
  private static double poolAtMost(int count) {
    return count <= 5 ? 21 : 21 + Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4)));
  }
}
