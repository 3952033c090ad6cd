package dev.mneme.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How far the trials of a study are: equal before and after where nothing was done again. */
final class TrialStates {

  private TrialStates() {}

  /** What stands in each {@code trial.json}. */
  static Map<String, String> below(Path folder) throws IOException {
    Map<String, String> states = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.endsWith("trial.json")) {
          states.put(file.toString(), Files.readString(file));
        }
      }
    }
    return states;
  }
}
