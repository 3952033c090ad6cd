package dev.mneme.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * The few things done to a file system to make something last. Everything durable goes through
 * here, so that tests can stop the disk at any point; reading does not.
 */
public interface Disk {

  /** The file system of the machine. */
  static Disk real() {
    return new RealDisk();
  }

  /** Starts a file, emptying it if it exists. */
  Output create(Path file) throws IOException;

  /** Continues a file at its end, making it if there is none. */
  Output append(Path file) throws IOException;

  /** Gives a file or folder another name in one step; a file of that name is replaced. */
  void move(Path from, Path to) throws IOException;

  /** Makes a folder and those above it; an existing one is left alone. */
  void makeFolder(Path folder) throws IOException;

  /** Removes a file or an empty folder; fine if there is none. */
  void delete(Path path) throws IOException;

  /** Makes the names inside a folder last: after this a new, moved or deleted file stays so. */
  void sync(Path folder) throws IOException;

  /** A file being written. */
  interface Output extends WritableByteChannel {

    /** Writes all that remains in the buffer and returns how much that was. */
    @Override
    int write(ByteBuffer bytes) throws IOException;

    /** Bytes in the file now. */
    long size() throws IOException;

    /** Cuts the file to its first {@code size} bytes and goes on writing there. */
    void truncate(long size) throws IOException;

    /** Returns once everything written so far would survive a loss of power. */
    void sync() throws IOException;
  }
}
