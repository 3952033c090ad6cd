package dev.mneme.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files and folders that are there whole or not at all, whatever happens in between: temporary name
 * → sync → rename → sync of the folder above.
 *
 * <p>What goes wrong is thrown as an {@link InputException} of one line: which file, why, what to
 * do.
 */
public final class DurableFiles {

  /** Ends the names of what is still being written; readers never look at these. */
  public static final String PARTIAL = ".partial";

  private final Disk disk;

  public DurableFiles(Disk disk) {
    this.disk = disk;
  }

  /** Fills something that is being written. */
  @FunctionalInterface
  public interface Content<T> {
    void writeTo(T target) throws IOException;
  }

  /** The disk underneath. */
  public Disk disk() {
    return disk;
  }

  /** Writes a file, replacing one that exists. */
  public void write(Path file, Content<WritableByteChannel> content) {
    Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
    try {
      try (Disk.Output output = disk.create(partial)) {
        content.writeTo(output);
        output.sync();
      }
      disk.move(partial, file);
      disk.sync(parentOf(file));
    } catch (IOException failure) {
      discard(partial);
      throw explain(file, failure);
    } catch (RuntimeException failure) {
      discard(partial);
      throw failure;
    }
  }

  /** Writes a text in UTF-8, replacing a file that exists. */
  public void write(Path file, String text) {
    write(file, channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }

  /**
   * Makes a folder whose files all appear together. {@code content} gets the temporary folder and
   * writes into it with {@link #write}; the folder must not exist yet.
   */
  public void writeFolder(Path folder, Content<Path> content) {
    Path partial = folder.resolveSibling(folder.getFileName() + PARTIAL);
    try {
      delete(partial);
      disk.makeFolder(partial);
      content.writeTo(partial);
      disk.sync(partial);
      disk.move(partial, folder);
      disk.sync(parentOf(folder));
    } catch (IOException failure) {
      discard(partial);
      throw explain(folder, failure);
    } catch (RuntimeException failure) {
      discard(partial);
      throw failure;
    }
  }

  /** Makes a folder and those above it where they are missing. */
  public void makeFolder(Path folder) {
    try {
      disk.makeFolder(folder);
    } catch (IOException failure) {
      throw explain(folder, failure);
    }
  }

  /** Renames in one step and makes the new name last. */
  public void move(Path from, Path to) {
    try {
      disk.move(from, to);
      disk.sync(parentOf(to));
    } catch (IOException failure) {
      throw explain(to, failure);
    }
  }

  /**
   * Removes a file or a folder with all it holds; fine if there is none. Links are not followed.
   */
  public void delete(Path path) {
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        for (Path child : childrenOf(path)) {
          delete(child);
        }
      }
      disk.delete(path);
    } catch (IOException failure) {
      throw explain(path, failure);
    }
  }

  /** Says in one line why a file could not be written and what to do. */
  public static InputException explain(Path path, IOException failure) {
    return new InputException(path + " could not be written: " + reason(failure), failure);
  }

  /** Whether a write failed for want of space: nothing was wrong with what was asked for. */
  public static boolean isFull(IOException failure) {
    String said = said(failure);
    return said.contains("No space left")
        || said.contains("not enough space")
        || said.contains("quota");
  }

  private static String said(IOException failure) {
    return failure instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : String.valueOf(failure.getMessage());
  }

  private static String reason(IOException failure) {
    String said = said(failure);
    if (said.contains("quota")) {
      return "your disk quota is used up. Free some space and try again.";
    }
    if (isFull(failure)) {
      return "the disk is full. Free some space and try again; what was there before is unharmed.";
    }
    if (said.contains("Read-only file system")) {
      return "the file system is read-only. Choose a folder elsewhere.";
    }
    if (said.contains("Not a directory") || failure instanceof FileAlreadyExistsException) {
      return "a file is where a folder should be. Choose another place.";
    }
    if (failure instanceof NoSuchFileException) {
      return "there is no such folder. Make it, or choose another place.";
    }
    if (failure instanceof AccessDeniedException
        || said.contains("Permission denied")
        || said.contains("Operation not permitted")) {
      return "permission denied. Choose a folder you may write to.";
    }
    return failure.getClass().getSimpleName() + ": " + said.lines().findFirst().orElse("no reason");
  }

  /** Leftovers are harmless, so what fails here must not hide what failed before. */
  private void discard(Path partial) {
    try {
      delete(partial);
    } catch (InputException leftBehind) {
      // The next writer of the same name, or the next start, removes it.
    }
  }

  private static List<Path> childrenOf(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    }
  }

  private static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }
}
