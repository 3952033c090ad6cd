package dev.mneme.data.records;

/**
 * Rows in random order, every one once an epoch, without a list of them: the swap-or-not shuffle.
 *
 * <pre>  R times:  x' = (K_r − x) mod n     x ← x' if bit_r(max(x, x')) else x </pre>
 *
 * Keys and bits are hashes of seed, epoch and round, so a place depends on these and the position
 * only: nothing needs saving to resume. Memory is constant, and so is the time for a place.
 *
 * <p>Source: V. T. Hoang, B. Morris, P. Rogaway, "An Enciphering Scheme Based on a Card Shuffle",
 * 2012 (arXiv 1208.1176), with a hash that mixes well but is no cipher.
 *
 * @param size rows an epoch
 */
public record Shuffle(long seed, long size) {

  private static final int ROUNDS_A_BIT = 6; // the source's choice for a permutation like random

  public Shuffle {
    if (size < 1) {
      throw new IllegalArgumentException("there is nothing to shuffle in " + size + " rows");
    }
  }

  /**
   * The row at a position of the endless sequence of epochs: positions {@code 0 … size-1} are the
   * first, the next {@code size} the second.
   */
  public long row(long position) {
    long epoch = Math.floorDiv(position, size);
    long key = mix(mix(seed) + epoch);
    long x = Math.floorMod(position, size);
    int rounds = ROUNDS_A_BIT * (65 - Long.numberOfLeadingZeros(size));
    for (int round = 0; round < rounds; round++) {
      long roundKey = mix(key + 2L * round + 1);
      long partner = Math.floorMod(roundKey - x, size);
      if ((mix(roundKey ^ mix(Math.max(x, partner))) & 1) == 1) {
        x = partner;
      }
    }
    return x;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014) after its increment. */
  static long mix(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
