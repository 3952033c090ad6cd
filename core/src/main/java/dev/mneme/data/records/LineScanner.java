package dev.mneme.data.records;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Steps over the lines of a stretch of a file, holding one buffer of it. Lines end at {@code \n};
 * the last needs none.
 */
final class LineScanner {

  private final FileChannel channel;
  private final long end;
  private final int longest;
  private final byte[] buffer;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long loaded; // place in the file of the first byte after the buffer's content
  private int at;
  private int filled;
  private long offset;
  private boolean blank;

  /**
   * @param longest a longer line stops the scan
   */
  LineScanner(FileChannel channel, long start, long end, int buffer, int longest) {
    this.channel = channel;
    this.loaded = start;
    this.end = end;
    this.buffer = new byte[buffer];
    this.longest = longest;
  }

  /** A line longer than allowed; the scan cannot go on. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Moves to the next line.
   *
   * @param keep whether its bytes are wanted
   * @return false at the end
   */
  boolean next(boolean keep) throws IOException {
    kept.reset();
    offset = place();
    blank = true;
    if (!more()) {
      return false;
    }
    long length = 0;
    boolean ended = false;
    while (!ended && more()) {
      int from = at;
      boolean spaces = blank;
      while (at < filled && buffer[at] != '\n') {
        spaces &= buffer[at] <= ' ' && buffer[at] >= 0;
        at++;
      }
      blank = spaces;
      length += at - from;
      if (length > longest) {
        throw new TooLong();
      }
      if (keep) {
        kept.write(buffer, from, at - from);
      }
      if (at < filled) {
        at++;
        ended = true;
      }
    }
    return true;
  }

  /** Where the line begins. */
  long offset() {
    return offset;
  }

  /** Where the next line begins. */
  long place() {
    return loaded - filled + at;
  }

  /** Whether the line holds nothing but white space. */
  boolean blank() {
    return blank;
  }

  /** The bytes of a kept line, without its end. */
  byte[] content() {
    return kept.toByteArray();
  }

  private boolean more() throws IOException {
    if (at < filled) {
      return true;
    }
    int wanted = (int) Math.min(buffer.length, end - loaded);
    if (wanted <= 0) {
      return false;
    }
    int read = channel.read(ByteBuffer.wrap(buffer, 0, wanted), loaded);
    if (read <= 0) {
      throw new IOException("it became shorter while it was read");
    }
    loaded += read;
    filled = read;
    at = 0;
    return true;
  }
}
