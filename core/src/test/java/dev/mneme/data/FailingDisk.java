package dev.mneme.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A disk that works until a chosen operation or byte. Afterwards it either works again (a passing
 * failure), stays full, or is dead, and then whatever was not synced is gone, as after a loss of
 * power. Syncing is only remembered, not done, so that tests are fast.
 */
public final class FailingDisk implements Disk {

  private enum Mode {
    FAILS_ONCE,
    DIES,
    IS_FULL
  }

  private final Disk real = Disk.real();
  private final Mode mode;
  private final long limit;
  private final Map<Path, Long> synced = new HashMap<>();
  private long operations;
  private long bytes;

  private FailingDisk(Mode mode, long limit) {
    this.mode = mode;
    this.limit = limit;
  }

  /** Operation {@code number} (from 0) throws; those after it work. */
  public static FailingDisk failingOnceAt(long number) {
    return new FailingDisk(Mode.FAILS_ONCE, number);
  }

  /** Operation {@code number} (from 0) and all after it throw. */
  public static FailingDisk dyingAt(long number) {
    return new FailingDisk(Mode.DIES, number);
  }

  /** Takes so many bytes and then is full. */
  public static FailingDisk fullAfter(long bytes) {
    return new FailingDisk(Mode.IS_FULL, bytes);
  }

  /** A disk that never fails but counts. */
  public static FailingDisk counting() {
    return dyingAt(Long.MAX_VALUE);
  }

  public long operations() {
    return operations;
  }

  public long bytes() {
    return bytes;
  }

  /** Takes away from every file what was never synced. */
  public void loseWhatWasNotSynced() throws IOException {
    for (Map.Entry<Path, Long> entry : synced.entrySet()) {
      if (Files.exists(entry.getKey()) && Files.size(entry.getKey()) > entry.getValue()) {
        try (FileChannel channel = FileChannel.open(entry.getKey(), StandardOpenOption.WRITE)) {
          channel.truncate(entry.getValue());
        }
      }
    }
  }

  private void count() throws IOException {
    long number = operations++;
    if ((mode == Mode.FAILS_ONCE && number == limit) || (mode == Mode.DIES && number >= limit)) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public Output create(Path file) throws IOException {
    count();
    synced.put(file, 0L);
    return new Watched(file, real.create(file));
  }

  @Override
  public Output append(Path file) throws IOException {
    count();
    Output output = real.append(file);
    synced.put(file, output.size());
    return new Watched(file, output);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    count();
    real.move(from, to);
    Map<Path, Long> moved = new HashMap<>();
    synced.forEach((path, size) ->
        moved.put(path.startsWith(from) ? to.resolve(from.relativize(path)) : path, size));
    synced.clear();
    // A moved file's path relativises to the empty path, which resolves with a trailing slash.
    moved.forEach((path, size) -> synced.put(path.normalize(), size));
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    count();
    real.makeFolder(folder);
  }

  @Override
  public void delete(Path path) throws IOException {
    count();
    real.delete(path);
    synced.remove(path);
  }

  @Override
  public void sync(Path folder) throws IOException {
    count();
  }

  private final class Watched implements Output {

    private final Path file;
    private final Output output;

    Watched(Path file, Output output) {
      this.file = file;
      this.output = output;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      count();
      int wanted = source.remaining();
      if (mode == Mode.IS_FULL && bytes + wanted > limit) {
        int room = (int) (limit - bytes);
        output.write(source.slice(source.position(), room));
        bytes = limit;
        throw new IOException("No space left on device");
      }
      bytes += wanted;
      return output.write(source);
    }

    @Override
    public long size() throws IOException {
      return output.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      count();
      output.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      count();
      synced.put(file, output.size());
    }

    @Override
    public boolean isOpen() {
      return output.isOpen();
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
