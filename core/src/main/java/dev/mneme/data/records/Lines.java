package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Lines of a file by number, found through a sparse index: the place of every {@code stride}-th
 * row. When the index is full every second entry is dropped and the stride doubles, so its size
 * does not grow with the file. Blank lines are no rows. Safe for use by several threads.
 */
final class Lines {

  private static final int CHUNK = 1 << 13;

  private final FileChannel channel;
  private final Part part;
  private final int longest;
  private final long[] offsets;
  private final long[] lines;
  private final long stride;
  private final long size;
  private volatile Cursor last = new Cursor(Long.MAX_VALUE, 0, 0);

  /** Row {@code row} is the first row from the start of line {@code line} at {@code offset} on. */
  private record Cursor(long row, long offset, long line) {}

  /**
   * The stretch of a file that holds the rows.
   *
   * @param place what messages put before the number of a line
   */
  record Part(long start, long end, String place) {
    String at(long line) {
      return place + line;
    }
  }

  private Lines(
      FileChannel channel,
      Part part,
      int longest,
      long[] offsets,
      long[] lines,
      long stride,
      long size) {
    this.channel = channel;
    this.part = part;
    this.longest = longest;
    this.offsets = offsets;
    this.lines = lines;
    this.stride = stride;
    this.size = size;
  }

  /**
   * Reads the stretch once to find its rows.
   *
   * @param channel borrowed
   * @param longest of a line, in bytes
   * @param entries of the index at most, at least 2
   */
  static Lines index(FileChannel channel, Part part, int longest, int entries) throws IOException {
    LineScanner scanner = new LineScanner(channel, part.start(), part.end(), 1 << 20, longest);
    long[] offsets = new long[Math.min(entries, 1024)];
    long[] lines = new long[offsets.length];
    int filled = 0;
    long stride = 1;
    long size = 0;
    long line = 1;
    try {
      for (; scanner.next(false); line++) {
        if (scanner.blank()) {
          continue;
        }
        if (size % stride == 0) {
          if (filled == entries) {
            filled = halve(offsets, filled);
            halve(lines, entries);
            stride *= 2;
          } else if (filled == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.min(entries, 2 * filled));
            lines = Arrays.copyOf(lines, offsets.length);
          }
          if (size % stride == 0) {
            offsets[filled] = scanner.offset();
            lines[filled++] = line;
          }
        }
        size++;
      }
    } catch (LineScanner.TooLong e) {
      throw new InputException(tooLong(part.at(line), longest), e);
    }
    return new Lines(
        channel,
        part,
        longest,
        Arrays.copyOf(offsets, filled),
        Arrays.copyOf(lines, filled),
        stride,
        size);
  }

  /** What is said of a row longer than allowed. */
  static String tooLong(String place, int longest) {
    return "%s: the row is longer than the %,d bytes allowed. Shorten it, or split it."
        .formatted(place, longest);
  }

  /** How many rows there are. */
  long size() {
    return size;
  }

  /** A row's bytes and where it is. */
  record Line(String place, ByteBuffer bytes) {}

  /** Row {@code row}, from 0. */
  Line read(long row) throws IOException {
    Cursor from = before(row);
    LineScanner scanner = new LineScanner(channel, from.offset(), part.end(), CHUNK, longest);
    long here = from.row();
    for (long line = from.line(); scanner.next(here == row); line++) {
      if (scanner.blank()) {
        continue;
      }
      if (here == row) {
        last = new Cursor(row + 1, scanner.place(), line + 1);
        return new Line(part.at(line), ByteBuffer.wrap(scanner.content()));
      }
      here++;
    }
    throw new IOException("it became shorter while it was read");
  }

  private Cursor before(long row) {
    int entry = (int) (row / stride);
    Cursor cursor = last;
    boolean nearer = cursor.row() <= row && cursor.row() > entry * stride;
    return nearer ? cursor : new Cursor(entry * stride, offsets[entry], lines[entry]);
  }

  private static int halve(long[] values, int filled) {
    int half = (filled + 1) / 2;
    for (int i = 0; i < half; i++) {
      values[i] = values[2 * i];
    }
    return half;
  }
}
