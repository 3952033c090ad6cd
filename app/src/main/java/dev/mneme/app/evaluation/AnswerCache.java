package dev.mneme.app.evaluation;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Sha256;
import dev.mneme.task.benchmark.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers of one model, kept for whoever asks the same again: one small file for those that were
 * computed together, whole or not there, so that several processes may share a cache.
 */
final class AnswerCache {

  private static final int NAME = 32;

  private final Path folder;
  private final DurableFiles files = new DurableFiles(Disk.real());

  private AnswerCache(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder of all models' answers; made if there is none
   */
  static AnswerCache of(Path folder, String fingerprint) {
    AnswerCache cache = new AnswerCache(folder.resolve(fingerprint.substring(0, NAME)));
    cache.files.makeFolder(cache.folder);
    return cache;
  }

  /** All answers, by question. */
  Map<String, Answer> answers() {
    Map<String, Answer> answers = new HashMap<>();
    try (Stream<Path> inside = Files.list(folder)) {
      inside
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted()
          .forEach(file -> AnswerLines.read(file).forEach(answers::putIfAbsent));
    } catch (IOException failure) {
      throw new InputException(
          "%s cannot be read: %s.".formatted(folder, failure.getMessage()), failure);
    }
    return answers;
  }

  /** Keeps lines of {@link AnswerLines}. */
  void keep(List<String> lines) {
    String text = String.join("\n", lines) + "\n";
    String name = Sha256.of(text).substring(0, NAME) + "-" + ProcessHandle.current().pid();
    files.write(folder.resolve(name + ".jsonl"), text);
  }
}
