package dev.mneme.app.evaluation;

import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * An item of each benchmark, made up for showing: tiny files in the form of the real ones, read as
 * those are. What reads no data shows its first item.
 */
final class Examples {

  private Examples() {}

  /** The example of a benchmark, without solved examples before it. */
  static Optional<Item> of(Benchmark benchmark) {
    if (!benchmark.readsData()) {
      return Optional.of(benchmark.items(Path.of(""), 0).getFirst());
    }
    try {
      Path folder = Files.createTempDirectory("mneme-example-");
      try {
        write(folder);
        boolean there =
            Stream.of(benchmark.name(), benchmark.name().replaceFirst("_mc[12]$", ""))
                .anyMatch(name -> Files.isDirectory(folder.resolve(name)));
        return there ? Optional.of(benchmark.items(folder, 0).getFirst()) : Optional.empty();
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void write(Path folder) throws IOException {
    try (InputStream in = Examples.class.getResourceAsStream("examples.yaml")) {
      JsonNode benchmarks = new YAMLMapper().readTree(Objects.requireNonNull(in));
      for (Map.Entry<String, JsonNode> benchmark : benchmarks.properties()) {
        for (Map.Entry<String, JsonNode> file : benchmark.getValue().properties()) {
          Path path = folder.resolve(benchmark.getKey()).resolve(file.getKey());
          Files.createDirectories(Objects.requireNonNull(path.getParent()));
          Files.writeString(path, file.getValue().asString());
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> inside = Files.walk(folder)) {
      all = inside.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
