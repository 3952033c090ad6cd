package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Row;
import dev.mneme.task.TextVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * GSM8K: school mathematics in words (Cobbe et al., arXiv 2110.14168). Prompts are those of
 * lm-evaluation-harness's task {@code gsm8k}, version 3.0: before each question it shows examples
 * that it draws anew from the training set, with the seed 1234.
 */
final class Gsm8k {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://github.com/openai/grade-school-math",
          "MIT",
          "test.jsonl and train.jsonl, perhaps with .gz");

  private static final int SEED = 1234;
  private static final List<String> STOPS = List.of("Question:", "</s>", "<|im_end|>");

  private Gsm8k() {}

  static Benchmark benchmark(TextVerifier verifier) {
    return new Benchmark(
        "gsm8k",
        "school mathematics in words",
        ORIGIN,
        5,
        Gsm8k::read,
        new Benchmark.Scoring.ByVerifier("exact_match", verifier));
  }

  private static List<Item> read(Path path, int shots) {
    Folder folder = new Folder(path, ORIGIN);
    List<Fields> train =
        shots > 0 ? folder.rows("train").stream().map(Fields::new).toList() : List.of();
    if (shots > train.size()) {
      throw InputException.of(
          "%s: %d examples are to be shown, but there are %d. Ask for fewer.",
          path, shots, train.size());
    }
    PythonRandom random = new PythonRandom(SEED);
    List<Item> items = new ArrayList<>();
    for (Row row : folder.rows("test")) {
      Fields fields = new Fields(row);
      StringBuilder prompt = new StringBuilder();
      for (int place : random.sample(train.size(), shots)) {
        Fields shown = train.get(place);
        prompt.append(question(shown)).append(' ').append(shown.text("answer")).append("\n\n");
      }
      prompt.append(question(fields));
      fields.text("answer");
      items.add(
          new Item.Prompt(
              "" + items.size(), "", "", prompt.toString(), STOPS, 256, fields.columns()));
    }
    return items;
  }

  private static String question(Fields fields) {
    return "Question: " + fields.text("question") + "\nAnswer:";
  }
}
