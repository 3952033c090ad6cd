package dev.mneme.task.contamination;

/**
 * Hashes of the last words of a text, for several lengths at once.
 *
 * <pre>  P_k = P_{k−1} B + w_k        H(k, n) = P_k − P_{k−n} Bⁿ      modulo 2⁶⁴ </pre>
 *
 * w_k is the hash of word k. Two runs of words with equal hashes are taken to be equal; among 10⁹
 * runs of training data and 10⁶ of benchmarks, one pair in ten thousand such searches is not.
 */
final class Rolling {

  private static final long BASE = 0x9e3779b97f4a7c15L;

  private final long[] prefixes;
  private final long[] powers;
  private long words;

  Rolling(int longest) {
    prefixes = new long[longest + 1];
    powers = new long[longest + 1];
    powers[0] = 1;
    for (int n = 1; n <= longest; n++) {
      powers[n] = powers[n - 1] * BASE;
    }
  }

  /** Another text begins. */
  void reset() {
    words = 0;
    prefixes[0] = 0;
  }

  void add(long word) {
    long before = prefixes[place(words)];
    words++;
    prefixes[place(words)] = before * BASE + mixed(word);
  }

  boolean has(int length) {
    return words >= length;
  }

  /** Of the last so many words. */
  long hash(int length) {
    long run = prefixes[place(words)] - prefixes[place(words - length)] * powers[length];
    return mixed(run + length);
  }

  private int place(long word) {
    return (int) (word % prefixes.length);
  }

  /** The finaliser of MurmurHash3, so that no bit of a word is lost in the product. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
