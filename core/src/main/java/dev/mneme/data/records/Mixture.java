package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.util.Arrays;
import java.util.List;

/**
 * Which row of which source comes at which position, so that sources appear in given ratios.
 *
 * <p>Every block of 10,000 positions holds each source as often as its ratio says (rounded by the
 * largest remainder), in an order shuffled by the seed and the block's number; each source goes
 * through its rows epoch by epoch, in a {@link Shuffle} of its own. A pick depends on seed and
 * position only, so a run resumes from its step number alone. Used by one thread.
 */
public final class Mixture {

  private static final int BLOCK = 10_000;

  /**
   * A source of rows.
   *
   * @param ratio how often it is picked, relative to the others
   * @param weight how much the loss of its examples counts
   * @param size how many rows it has
   */
  public record Source(String name, double ratio, double weight, long size) {
    public Source {
      if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the ratio of %s must be positive, was %s".formatted(name, ratio));
      }
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "the weight of %s must be 0 or more, was %s".formatted(name, weight));
      }
      if (size < 1) {
        throw new IllegalArgumentException(name + " has no rows");
      }
    }
  }

  /**
   * What comes at a position.
   *
   * @param source its number in the list of sources
   * @param row the row of that source
   */
  public record Pick(int source, long row) {}

  private final List<Source> sources;
  private final List<Shuffle> shuffles;
  private final int[] counts;
  private final long seed;
  private final int[] owners = new int[BLOCK]; // which source each position of the block belongs to
  private final int[] ranks = new int[BLOCK]; // how many of that source come before it in the block
  private long block = -1;

  /**
   * @throws InputException when a source is too rare to appear in a block
   */
  public Mixture(List<Source> sources, long seed) {
    this.sources = List.copyOf(sources);
    this.seed = seed;
    this.counts = counts(this.sources);
    this.shuffles =
        this.sources.stream()
            .map(source -> new Shuffle(Shuffle.mix(seed ^ hash(source.name())), source.size()))
            .toList();
  }

  public List<Source> sources() {
    return sources;
  }

  /**
   * The pick at a position, from 0 on; example {@code i} of step {@code s} with batches of {@code
   * b} is at {@code s·b + i}.
   */
  public Pick at(long position) {
    arrange(Math.floorDiv(position, BLOCK));
    int place = Math.floorMod(position, BLOCK);
    int source = owners[place];
    long drawn = block * counts[source] + ranks[place];
    return new Pick(source, shuffles.get(source).row(drawn));
  }

  /** The row of a source that comes as its {@code drawn}-th, from 0 on. */
  public long row(int source, long drawn) {
    return shuffles.get(source).row(drawn);
  }

  /**
   * How many of so many rows each source has: by its ratio, rounded by the largest remainder, but
   * at least one.
   */
  public int[] split(int rows) {
    if (rows < sources.size()) {
      throw new IllegalArgumentException(
          "%d rows cannot be split among %d sources".formatted(rows, sources.size()));
    }
    int[] counts = rounded(sources, rows);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        counts[largest(counts)]--;
        counts[i] = 1;
      }
    }
    return counts;
  }

  private static int largest(int[] counts) {
    int largest = 0;
    for (int i = 1; i < counts.length; i++) {
      largest = counts[i] > counts[largest] ? i : largest;
    }
    return largest;
  }

  private void arrange(long wanted) {
    if (wanted == block) {
      return;
    }
    int filled = 0;
    for (int source = 0; source < counts.length; source++) {
      Arrays.fill(owners, filled, filled + counts[source], source);
      filled += counts[source];
    }
    Shuffle shuffle = new Shuffle(Shuffle.mix(seed) + wanted, BLOCK);
    int[] sorted = owners.clone();
    int[] seen = new int[counts.length];
    for (int place = 0; place < BLOCK; place++) {
      owners[place] = sorted[(int) shuffle.row(place)];
      ranks[place] = seen[owners[place]]++;
    }
    block = wanted;
  }

  /** How often each source is in a block. */
  private static int[] counts(List<Source> sources) {
    int[] counts = rounded(sources, BLOCK);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0) {
        throw InputException.of(
            "the ratio of source %s is less than 1 in %,d of the mixture: it would never be seen."
                + " Raise it or leave the source out.",
            sources.get(i).name(), BLOCK);
      }
    }
    return counts;
  }

  /** By ratio: rounded down, then up where the remainder is largest. */
  private static int[] rounded(List<Source> sources, int rows) {
    double total = sources.stream().mapToDouble(Source::ratio).sum();
    int[] counts = new int[sources.size()];
    double[] remainders = new double[sources.size()];
    int left = rows;
    for (int i = 0; i < counts.length; i++) {
      double exact = sources.get(i).ratio() / total * rows;
      counts[i] = (int) exact;
      remainders[i] = exact - counts[i];
      left -= counts[i];
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < counts.length; i++) {
        largest = remainders[i] > remainders[largest] ? i : largest;
      }
      counts[largest]++;
      remainders[largest] = -1;
    }
    return counts;
  }

  private static long hash(String name) {
    long hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = Shuffle.mix(hash + name.charAt(i));
    }
    return hash;
  }
}
