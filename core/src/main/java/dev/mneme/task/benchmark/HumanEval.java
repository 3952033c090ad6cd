package dev.mneme.task.benchmark;

import dev.mneme.data.records.Row;
import dev.mneme.task.TextVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * HumanEval: functions in Python from their description (Chen et al., arXiv 2107.03374). Prompts
 * and stops are those of lm-evaluation-harness's task {@code humaneval}, version 1.0. What is
 * judged is the text that goes on from the column {@code prompt}; as the stops end it at the next
 * thing after the function, the prompt is a plain text for every model.
 */
final class HumanEval {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://github.com/openai/human-eval", "MIT", "HumanEval.jsonl, perhaps with .gz");

  private static final List<String> STOPS = List.of("\nclass", "\ndef", "\n#", "\nif", "\nprint");

  private HumanEval() {}

  static Benchmark benchmark(TextVerifier verifier) {
    return new Benchmark(
        "humaneval",
        "functions in Python from their description",
        ORIGIN,
        0,
        HumanEval::read,
        new Benchmark.Scoring.ByVerifier("pass@1", verifier));
  }

  private static List<Item> read(Path path, int shots) {
    Shots.requireNone("humaneval", shots);
    List<Item> items = new ArrayList<>();
    for (Row row : new Folder(path, ORIGIN).rows("")) {
      Fields fields = new Fields(row);
      fields.text("test");
      fields.text("entry_point");
      items.add(
          new Item.Prompt(
              fields.text("task_id"),
              "",
              "",
              fields.text("prompt"),
              STOPS,
              1024,
              fields.columns(),
              true));
    }
    return items;
  }
}
