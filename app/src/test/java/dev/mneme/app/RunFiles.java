package dev.mneme.app;

import dev.mneme.data.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What equal runs leave alike. */
final class RunFiles {

  /** What depends on the clock, on the process, or on the state of the checkout around it. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of("timings.jsonl", ".lock", "provenance.json");

  private RunFiles() {}

  /** Every file in a folder but those of the moment, by its SHA-256. */
  static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (!OF_THE_MOMENT.contains(file.getFileName().toString())) {
          contents.put(folder.relativize(file).toString(), Sha256.of(file));
        }
      }
    }
    return contents;
  }
}
