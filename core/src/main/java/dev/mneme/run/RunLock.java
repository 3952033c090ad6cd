package dev.mneme.run;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a run folder, held by one process at a time. The operating system takes it
 * back when the process dies, so a killed run never has to be unlocked by hand. The file stays and
 * names its last holder.
 */
public final class RunLock implements AutoCloseable {

  static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @param folder exists
   * @throws InputException if another process has it
   */
  public static RunLock take(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new InputException(
            "%s is being written by another process (%s). Wait for it, stop it, or choose another folder."
                .formatted(folder, holder(file)));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new RunLock(file, channel);
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw DurableFiles.explain(file, failure);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  private static String holder(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      return "it cannot be said which";
    }
  }
}
