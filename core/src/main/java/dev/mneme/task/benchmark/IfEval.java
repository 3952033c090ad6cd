package dev.mneme.task.benchmark;

import dev.mneme.data.records.Row;
import dev.mneme.task.TextVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * IFEval: instructions whose following can be checked (Zhou et al., arXiv 2311.07911). Prompts are
 * those of lm-evaluation-harness's task {@code ifeval}, version 4.0.
 */
final class IfEval {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://huggingface.co/datasets/google/IFEval",
          "Apache-2.0",
          "input_data.jsonl, perhaps with .gz");

  private IfEval() {}

  static Benchmark benchmark(TextVerifier strict, TextVerifier loose) {
    return new Benchmark(
        "ifeval",
        "instructions whose following can be checked",
        ORIGIN,
        0,
        IfEval::read,
        new Benchmark.Scoring.ByInstructions(strict, loose));
  }

  private static List<Item> read(Path path, int shots) {
    Shots.requireNone("ifeval", shots);
    List<Item> items = new ArrayList<>();
    for (Row row : new Folder(path, ORIGIN).rows("")) {
      Fields fields = new Fields(row);
      fields.texts("instruction_id_list");
      items.add(
          new Item.Prompt(
              "" + fields.whole("key"),
              "",
              "",
              fields.text("prompt"),
              List.of(),
              1280,
              fields.columns()));
    }
    return items;
  }
}
