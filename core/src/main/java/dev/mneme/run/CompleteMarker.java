package dev.mneme.run;

import dev.mneme.data.DurableFiles;
import dev.mneme.data.HashingChannel;
import dev.mneme.data.Sha256;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The file {@code COMPLETE} of a checkpoint: its step and the size and SHA-256 of every other file.
 * The hashes are taken of what was meant to be written, so a disk that stored something else is
 * found out.
 */
final class CompleteMarker {

  static final String NAME = "COMPLETE";

  private final DurableFiles files;
  private final Path folder;
  private final Map<String, Object> seals = new LinkedHashMap<>();

  CompleteMarker(DurableFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** Writes a file of the checkpoint and remembers its size and hash. */
  void write(String name, DurableFiles.Content<WritableByteChannel> content) {
    files.write(
        folder.resolve(name),
        channel -> {
          HashingChannel hash = new HashingChannel(channel);
          content.writeTo(hash);
          seals.put(name, new TreeMap<>(Map.of("bytes", hash.count(), "sha256", hash.hex())));
        });
  }

  /** Writes the marker itself; nothing may follow. */
  void seal(long step) {
    files.write(folder.resolve(NAME), page(step));
  }

  private String page(long step) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("step", step);
    page.put("files", seals);
    return Json.page(page);
  }

  /** What is wrong with a checkpoint; empty if it is whole. */
  static Optional<String> damage(Path folder, long step) {
    try {
      Map<String, Object> marker = Json.parse(Files.readString(folder.resolve(NAME)));
      if (!Long.valueOf(step).equals(marker.get("step"))) {
        return Optional.of("its marker is for step " + marker.get("step"));
      }
      if (!(marker.get("files") instanceof Map<?, ?> seals) || seals.isEmpty()) {
        return Optional.of("its marker names no files");
      }
      for (Map.Entry<?, ?> seal : seals.entrySet()) {
        Path file = folder.resolve(String.valueOf(seal.getKey()));
        if (!(seal.getValue() instanceof Map<?, ?> wanted)
            || !Long.valueOf(Files.size(file)).equals(wanted.get("bytes"))
            || !Sha256.of(file).equals(wanted.get("sha256"))) {
          return Optional.of(file.getFileName() + " is not what was saved");
        }
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException broken) {
      return Optional.of(broken.getClass().getSimpleName() + ": " + broken.getMessage());
    }
  }
}
