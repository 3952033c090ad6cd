package dev.mneme.data.records;

import dev.mneme.data.InputException;
import dev.mneme.data.Uninterrupted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Examples of one or several files in given ratios; a share of each file's rows, at its end, is
 * kept aside. What stands at a position depends on the seed and the position only. Owns the files.
 */
public final class MixedExamples implements AutoCloseable {

  /**
   * A file or folder of rows.
   *
   * @param format what a row means; null to see from the first one
   * @param ratio how often its rows come, relative to the other sources
   * @param weight how much the loss of its examples counts
   */
  public record Source(
      Path path, @Nullable Format format, Columns columns, double ratio, double weight) {}

  /**
   * An example.
   *
   * @param place file and line, for messages
   * @param weight how much its loss counts
   */
  public record Drawn(Example example, String place, double weight) {}

  private record Opened(Source source, Records records, Format format, long kept) {

    Drawn row(long number) {
      Row row = records.row(number);
      return new Drawn(format.read(row, source.columns()), row.place(), source.weight());
    }

    /** How many rows are kept aside. */
    long aside() {
      return records.size() - kept;
    }
  }

  private final List<Opened> opened = new ArrayList<>();
  private final Mixture mixture;

  /**
   * Opens the files and looks at the first row of each.
   *
   * @param aside share of each file's rows, at its end, that is never at a position
   * @param allowed the formats that can be learnt from here; if there is just one it need not be
   *     seen from the rows
   * @throws InputException in one line, if a file cannot be used
   */
  public MixedExamples(List<Source> sources, double aside, Set<Format> allowed, long seed) {
    try {
      for (Source source : sources) {
        opened.add(open(source, aside, allowed));
      }
      mixture =
          new Mixture(
              opened.stream()
                  .map(each ->
                      new Mixture.Source(
                          String.valueOf(each.source().path().getFileName()),
                          each.source().ratio(),
                          each.source().weight(),
                          each.kept()))
                  .toList(),
              seed);
    } catch (RuntimeException failure) {
      close();
      throw failure;
    }
  }

  private static Opened open(Source source, double aside, Set<Format> allowed) {
    Records records = Records.open(source.path());
    try {
      long kept = records.size() - Math.round(records.size() * aside);
      if (kept < 1) {
        throw InputException.of(
            "%s: no row is left to learn from if a share of %s of its %,d is held out.",
            source.path(), aside, records.size());
      }
      Format format = format(source, records.row(0), allowed);
      format.read(records.row(0), source.columns());
      return new Opened(source, records, format, kept);
    } catch (RuntimeException failure) {
      records.close();
      throw failure;
    }
  }

  private static Format format(Source source, Row first, Set<Format> allowed) {
    Format declared = source.format();
    if (declared == null && allowed.size() == 1) {
      return allowed.iterator().next();
    }
    Format format = declared == null ? Format.of(first, source.columns()) : declared;
    if (!allowed.contains(format)) {
      throw InputException.of(
          "%s: these rows are read as %s, and this objective learns from %s. Say which with `format`, and how the columns are called with `columns`.",
          first.place(),
          name(format),
          allowed.stream().map(MixedExamples::name).sorted().collect(Collectors.joining(" or ")));
    }
    return format;
  }

  private static String name(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  /** How many rows there are that are not kept aside. */
  public long size() {
    return opened.stream().mapToLong(Opened::kept).sum();
  }

  /** The example at a position of the endless sequence of epochs, from 0 on. */
  public Drawn at(long position) {
    return at(position, 1).getFirst();
  }

  /** {@code count} examples from a position on. */
  public List<Drawn> at(long position, int count) {
    return Uninterrupted.get(() -> {
      List<Drawn> drawn = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Mixture.Pick pick = mixture.at(position + i);
        drawn.add(opened.get(pick.source()).row(pick.row()));
      }
      return drawn;
    });
  }

  /**
   * {@code count} examples of one source alone, from a position of its own on: the rows that the
   * mixture has of it, in their order.
   */
  public List<Drawn> of(int source, long position, int count) {
    return Uninterrupted.get(() -> {
      List<Drawn> drawn = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        drawn.add(opened.get(source).row(mixture.row(source, position + i)));
      }
      return drawn;
    });
  }

  /** How many of so many rows each source has by its ratio, at least one. */
  public int[] split(int rows) {
    return mixture.split(rows);
  }

  /** Examples kept aside, spread evenly over all of them, in the order of the files. */
  public List<Drawn> aside(int most) {
    return Uninterrupted.get(() -> {
      long all = opened.stream().mapToLong(Opened::aside).sum();
      long count = Math.min(most, all);
      List<Drawn> drawn = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        long place = i * all / count;
        for (Opened each : opened) {
          if (place < each.aside()) {
            drawn.add(each.row(each.kept() + place));
            break;
          }
          place -= each.aside();
        }
      }
      return drawn;
    });
  }

  @Override
  public void close() {
    opened.forEach(each -> each.records().close());
  }
}
