package dev.mneme.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of temporary files, in memory where the system has such a place. */
final class Scratch {

  private final Path folder;

  Scratch() {
    Path memory = Path.of("/dev/shm");
    try {
      folder =
          Files.isWritable(memory)
              ? Files.createTempDirectory(memory, "mneme-fuzz-")
              : Files.createTempDirectory("mneme-fuzz-");
      Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Path folder() {
    return folder;
  }

  /** Writes a file over the one before. */
  Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  Path write(String name, String content) {
    try {
      return write(name, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void remove() {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException leftBehind) {
      System.err.println(folder + " could not be removed: " + leftBehind.getMessage());
    }
  }
}
