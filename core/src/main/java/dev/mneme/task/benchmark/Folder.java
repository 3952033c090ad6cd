package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The files of one benchmark's data. */
final class Folder {

  private static final List<String> ENDINGS =
      List.of(".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet");

  private final Path path;
  private final Benchmark.Origin origin;

  /**
   * @throws InputException if there is no such folder
   */
  Folder(Path path, Benchmark.Origin origin) {
    this.path = path;
    this.origin = origin;
    if (!Files.isDirectory(path)) {
      throw InputException.of(
          "%s: there is no such folder. It should hold %s, from %s. Name the folder above it with"
              + " --data.",
          path, origin.files(), origin.source());
    }
  }

  Path path() {
    return path;
  }

  /** The folder below of that name. */
  Folder below(String name) {
    return new Folder(path.resolve(name), origin);
  }

  /** Whether there is a file of rows whose name contains a word. */
  boolean has(String word) {
    return !matching(word).isEmpty();
  }

  /** All rows of the files whose names contain a word, in the order of the names. */
  List<Row> rows(String word) {
    List<Row> rows = new ArrayList<>();
    for (Path file : files(word)) {
      rows.addAll(all(Records.open(file)));
    }
    return rows;
  }

  static List<Row> all(Records records) {
    try (records) {
      return LongStream.range(0, records.size()).mapToObj(records::row).toList();
    }
  }

  /**
   * The files of rows whose names contain a word, at least one.
   *
   * @throws InputException if there is none
   */
  List<Path> files(String word) {
    List<Path> files = matching(word);
    if (files.isEmpty()) {
      throw InputException.of(
          "%s: no file of rows%s is in this folder. It should hold %s, from %s.",
          path,
          word.isEmpty() ? "" : " with \"%s\" in its name".formatted(word),
          origin.files(),
          origin.source());
    }
    return files;
  }

  private List<Path> matching(String word) {
    try (Stream<Path> inside = Files.list(path)) {
      return inside
          .filter(Files::isRegularFile)
          .filter(file -> matches(file.getFileName().toString(), word))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new InputException(
          "%s: cannot be read: %s.".formatted(path, failure.getMessage()), failure);
    }
  }

  private static boolean matches(String name, String word) {
    String lower = name.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    return !name.startsWith(".")
        && lower.contains(word)
        && ENDINGS.stream().anyMatch(plain::endsWith);
  }
}
