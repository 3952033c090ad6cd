package dev.mneme.app.report;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.mneme.data.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a report as one HTML file that opens by double-click, without a network. */
public final class ReportPage {

  private ReportPage() {}

  /** The whole page. */
  public static String html(Report report) {
    return new PageWriter(Resources.load()).page(report);
  }

  /**
   * Writes the page whole or not at all; a file already there is replaced.
   *
   * @throws InputException if the file cannot be written there
   */
  public static void write(Report report, Path file) {
    byte[] page = html(report).getBytes(StandardCharsets.UTF_8);
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new InputException(file + ": is a folder; name a file to write the report to.");
    }
    try {
      Files.createDirectories(folder);
      replace(target, folder, page);
    } catch (IOException failed) {
      throw new InputException(
          "%s: the report cannot be written (%s); name another place or make room."
              .formatted(file, failed),
          failed);
    }
  }

  private static void replace(Path target, Path folder, byte[] content) throws IOException {
    // Not the platform's temporary file, which only its owner may read.
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel out = FileChannel.open(temporary, CREATE_NEW, WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
