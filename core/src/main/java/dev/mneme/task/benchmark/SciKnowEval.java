package dev.mneme.task.benchmark;

import dev.mneme.data.records.Row;
import dev.mneme.task.TextVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SciKnowEval (Feng et al., arXiv 2406.09098): Chemistry at level 3, the new task of arXiv
 * 2509.04259, and multiple choice of four sciences in the form in which it is used for
 * reinforcement learning.
 *
 * <p>Chemistry: the row's own instruction is the system's turn, then the question and, if there are
 * any, the choices, one a line. The verifier finds the right letter or text in the column {@code
 * answer}. The harness has no such task, so the prompt is ours.
 */
final class SciKnowEval {

  static final Benchmark.Origin CHEMISTRY =
      new Benchmark.Origin(
          "https://huggingface.co/datasets/hicai-zju/SciKnowEval (Chemistry, L3)",
          "MIT",
          "one .jsonl a task");

  static final Benchmark.Origin SETS =
      new Benchmark.Origin(
          "a release of SciKnowEval for reinforcement learning, as rows of prompt, system and"
              + " answer",
          "Apache-2.0",
          "biology, chemistry, material and physics, each with test.json");

  private static final List<String> SCIENCES =
      List.of("biology", "chemistry", "material", "physics");

  private SciKnowEval() {}

  static Benchmark chemistry(TextVerifier verifier) {
    return new Benchmark(
        "sciknoweval",
        "chemistry that needs reasoning: balances, weights, reactions",
        CHEMISTRY,
        0,
        SciKnowEval::readChemistry,
        new Benchmark.Scoring.ByVerifier("accuracy", verifier));
  }

  static Benchmark multipleChoice(TextVerifier verifier) {
    return new Benchmark(
        "sciknoweval-mcq",
        "multiple choice in biology, chemistry, materials and physics",
        SETS,
        0,
        SciKnowEval::readSets,
        new Benchmark.Scoring.ByVerifier("accuracy", verifier));
  }

  private static List<Item> readChemistry(Path path, int shots) {
    Shots.requireNone("sciknoweval", shots);
    List<Item> items = new ArrayList<>();
    for (Row row : new Folder(path, CHEMISTRY).rows("")) {
      Fields fields = new Fields(row);
      Fields choices = fields.object("choices");
      String key = fields.textOrEmpty("answerKey");
      Map<String, @Nullable Object> columns = new LinkedHashMap<>(fields.columns());
      columns.put("answer", key.isEmpty() ? fields.text("answer") : key);
      String prompt = fields.text("question");
      if (!key.isEmpty()) {
        prompt += "\n\n" + lettered(choices);
      }
      items.add(
          new Item.Prompt(
              "" + items.size(),
              fields.object("details").text("task"),
              fields.object("prompt").text("default"),
              prompt,
              List.of(),
              512,
              columns));
    }
    return items;
  }

  private static String lettered(Fields choices) {
    List<String> labels = choices.texts("label");
    List<String> texts = choices.texts("text");
    if (labels.size() != texts.size()) {
      throw choices.wrong("label", "must have one for each text");
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      lines.add(labels.get(i) + ": " + texts.get(i));
    }
    return String.join("\n", lines);
  }

  private static List<Item> readSets(Path path, int shots) {
    Shots.requireNone("sciknoweval-mcq", shots);
    Folder folder = new Folder(path, SETS);
    List<Item> items = new ArrayList<>();
    for (String science : SCIENCES) {
      int number = 0;
      for (Row row : folder.below(science).rows("test")) {
        Fields fields = new Fields(row);
        fields.text("answer");
        items.add(
            new Item.Prompt(
                science + "/" + number++,
                science,
                PythonText.strip(fields.textOrEmpty("system")),
                fields.text("prompt"),
                List.of(),
                2048,
                fields.columns()));
      }
    }
    return items;
  }
}
