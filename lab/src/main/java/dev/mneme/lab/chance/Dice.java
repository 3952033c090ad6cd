package dev.mneme.lab.chance;

import java.util.ArrayList;
import java.util.List;

/**
 * Random numbers for one thing that is drawn: SplitMix64 (Steele, Lea, Flood 2014), which is
 * integer arithmetic and so gives the same thing on every machine.
 */
public final class Dice {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  /** The dice of the thing at that position of that set. */
  public Dice(long seed, String set, long position) {
    this.state = mix(named(mix(seed + GOLDEN), set) + GOLDEN * position);
  }

  /** A number that depends on a text alone, spread evenly over all numbers. */
  public static long hash(String text) {
    return mix(named(GOLDEN, text));
  }

  /** One of {@code 0 … sides-1}. */
  public int roll(int sides) {
    return (int) Long.remainderUnsigned(next(), sides);
  }

  /** One of {@code low … high}, both included. */
  public int between(int low, int high) {
    return low + roll(high - low + 1);
  }

  public boolean chance(double probability) {
    return uniform(0, 1) < probability;
  }

  public double uniform(double low, double high) {
    return low + (high - low) * ((next() >>> 11) * 0x1p-53);
  }

  /** Nearly normal with that deviation: the sum of four uniform numbers, no logarithm needed. */
  public double normal(double deviation) {
    long bits = next();
    long sum =
        (bits & 0xffff) + ((bits >>> 16) & 0xffff) + ((bits >>> 32) & 0xffff) + (bits >>> 48);
    return deviation * (sum - 131_070) / 37_837.2; // 65,536 / √3
  }

  /** One of a list, all equally likely. */
  public <T> T pick(List<T> from) {
    return from.get(roll(from.size()));
  }

  /** Some of a list, in random order, none twice. */
  public <T> List<T> pick(int count, List<T> from) {
    return shuffled(from).subList(0, count);
  }

  /** A list in random order. */
  public <T> List<T> shuffled(List<T> list) {
    List<T> shuffled = new ArrayList<>(list);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      int other = roll(i + 1);
      T one = shuffled.get(i);
      shuffled.set(i, shuffled.get(other));
      shuffled.set(other, one);
    }
    return shuffled;
  }

  private long next() {
    state += GOLDEN;
    return mix(state);
  }

  private static long named(long named, String text) {
    for (int i = 0; i < text.length(); i++) {
      named = mix(named + GOLDEN * text.charAt(i));
    }
    return named;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
