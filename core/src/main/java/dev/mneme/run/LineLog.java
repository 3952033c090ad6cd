package dev.mneme.run;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows by whole lines. A line ends with a newline, so a last line without one is what
 * a killed process left; opening cuts it off.
 *
 * <p>Once a write has failed the log takes no more lines: the file may end in half a line, and only
 * opening it again makes it whole.
 */
public final class LineLog implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Disk.Output output;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private long written;
  private @Nullable InputException broken;

  private LineLog(Path file, Disk.Output output, long written) {
    this.file = file;
    this.output = output;
    this.written = written;
  }

  /** Opens a file at its end, making it if there is none and cutting off half a line. */
  public static LineLog open(Disk disk, Path file) {
    try {
      Disk.Output output = disk.append(file);
      try {
        long size = output.size();
        long whole = endOfLastLine(file, size);
        if (whole < size) {
          output.truncate(whole);
        }
        return new LineLog(file, output, whole);
      } catch (IOException failure) {
        output.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
  }

  /** Adds a line, given without its newline. */
  public void append(String line) {
    requireWhole();
    buffer.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    buffer.write('\n');
    if (buffer.size() >= BUFFER) {
      flush();
    }
  }

  /** Hands all lines to the operating system: readers see them, a killed process loses none. */
  public void flush() {
    requireWhole();
    if (buffer.size() > 0) {
      guarded(() -> output.write(ByteBuffer.wrap(buffer.toByteArray())));
      written += buffer.size();
      buffer.reset();
    }
  }

  /** Hands all lines to the disk itself: a loss of power loses none. */
  public void sync() {
    flush();
    guarded(output::sync);
  }

  /** Bytes of all lines added, flushed or not. */
  long length() {
    return written + buffer.size();
  }

  /** Forgets all but the first {@code length} bytes, which must end with a line. */
  void truncate(long length) {
    flush();
    if (length < 0 || length > written) {
      throw new InputException(
          "%s has %d bytes but should have at least %d. Something has shortened it; restore it or start the run anew."
              .formatted(file, written, length));
    }
    try {
      if (endOfLastLine(file, length) != length) {
        throw new InputException(
            "%s has no line that ends at byte %d. Something has changed it; restore it or start the run anew."
                .formatted(file, length));
      }
    } catch (IOException failure) {
      throw new InputException(file + " could not be read: " + failure.getMessage(), failure);
    }
    guarded(() -> output.truncate(length));
    written = length;
  }

  @Override
  public void close() {
    try (output) {
      if (broken == null) {
        flush();
      }
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
  }

  /** Where the last line of the first {@code size} bytes ends; 0 if no line is whole. */
  private static long endOfLastLine(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer block = ByteBuffer.allocate(BUFFER);
      for (long end = size; end > 0; ) {
        long start = Math.max(0, end - BUFFER);
        block.clear().limit((int) (end - start));
        while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
          // reads until the block is full or the file ends
        }
        for (int i = block.position() - 1; i >= 0; i--) {
          if (block.get(i) == '\n') {
            return start + i + 1;
          }
        }
        end = start;
      }
      return 0;
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private void guarded(Action action) {
    try {
      action.run();
    } catch (IOException failure) {
      broken = DurableFiles.explain(file, failure);
      throw broken;
    }
  }

  private void requireWhole() {
    if (broken != null) {
      throw broken;
    }
  }
}
