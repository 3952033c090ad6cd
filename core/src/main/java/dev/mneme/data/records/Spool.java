package dev.mneme.data.records;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Unpacked rows of files that cannot be read from the middle, one JSON object a line, in one
 * unnamed temporary file: the system removes it when it is closed, or when the process dies.
 */
final class Spool implements AutoCloseable {

  private final FileChannel channel;
  private final Path place;
  private final long most;

  private Spool(FileChannel channel, Path place, long most) {
    this.channel = channel;
    this.place = place;
    this.most = most;
  }

  /**
   * @param folder where there is room
   * @param most bytes it may take
   */
  static Spool in(Path folder, long most) {
    Path file = folder.resolve("rows-unpacked");
    try {
      file = Files.createTempFile(folder, "mneme-rows-", DurableFiles.PARTIAL);
      return new Spool(
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE),
          file,
          most);
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
  }

  /** Writes the rows of one file. */
  @FunctionalInterface
  interface Filling {
    void writeTo(OutputStream rows) throws IOException;
  }

  /** Why the spool itself could not take more, as opposed to the file it is filled from. */
  private static final class Full extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    Full(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * Appends the rows of a file and says where they lie.
   *
   * @param file for messages
   * @param places see {@link Lines.Part#place}
   * @throws IOException when the file cannot be read
   */
  Lines.Part append(Path file, String places, Filling filling) throws IOException {
    long start = channel.size();
    channel.position(start);
    try {
      OutputStream rows = new BufferedOutputStream(new Counted(file), 1 << 16);
      filling.writeTo(rows);
      rows.flush();
    } catch (Full full) {
      throw DurableFiles.explain(place, full.failure);
    }
    return new Lines.Part(start, channel.size(), places);
  }

  private final class Counted extends OutputStream {

    private final OutputStream out = Channels.newOutputStream(channel);
    private final Path file;

    Counted(Path file) {
      this.file = file;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (channel.position() + length > most) {
        throw InputException.of(
            "%s: unpacked, the rows up to here take more than the %,d bytes allowed. Use fewer or"
                + " smaller files.",
            file, most);
      }
      try {
        out.write(bytes, from, length);
      } catch (IOException failure) {
        throw new Full(failure);
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw DurableFiles.explain(place, failure);
    }
  }
}
