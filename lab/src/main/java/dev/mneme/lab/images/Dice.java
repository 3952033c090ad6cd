package dev.mneme.lab.images;

/**
 * Random numbers for one image: SplitMix64 (Steele, Lea, Flood 2014), which is integer arithmetic
 * and so gives the same image on every machine.
 */
final class Dice {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  /** The dice of the image at that position of that set. */
  Dice(long seed, String set, long position) {
    long named = mix(seed + GOLDEN);
    for (int i = 0; i < set.length(); i++) {
      named = mix(named + GOLDEN * set.charAt(i));
    }
    this.state = mix(named + GOLDEN * position);
  }

  /** One of {@code 0 … sides-1}. */
  int roll(int sides) {
    return (int) Long.remainderUnsigned(next(), sides);
  }

  boolean chance(double probability) {
    return uniform(0, 1) < probability;
  }

  double uniform(double low, double high) {
    return low + (high - low) * ((next() >>> 11) * 0x1p-53);
  }

  /** Nearly normal with that deviation: the sum of four uniform numbers, no logarithm needed. */
  double normal(double deviation) {
    long bits = next();
    long sum =
        (bits & 0xffff) + ((bits >>> 16) & 0xffff) + ((bits >>> 32) & 0xffff) + (bits >>> 48);
    return deviation * (sum - 131_070) / 37_837.2; // 65,536 / √3
  }

  private long next() {
    state += GOLDEN;
    return mix(state);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
