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
 * ToolAlpaca: calls of tools that answer a user (Tang et al., arXiv 2306.05301), as Action and
 * Action Input in the form of ReAct. Rows have {@code prompt} and {@code answer}, or are the
 * authors' tools with {@code NLDocumentation}, {@code Instructions} and {@code Golden_Answers},
 * each instruction an item. The verifier finds the golden calls in the column {@code answer}.
 */
final class ToolAlpaca {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://github.com/tangqiaoyu/ToolAlpaca (data/eval_simulated.json,"
              + " data/eval_real.json)",
          "Apache-2.0",
          "eval_simulated.json and eval_real.json, or a \"tooluse_test\" file of prompts and"
              + " answers");

  private ToolAlpaca() {}

  static Benchmark benchmark(TextVerifier verifier) {
    return new Benchmark(
        "toolalpaca",
        "calls of tools that answer a user",
        ORIGIN,
        0,
        ToolAlpaca::read,
        new Benchmark.Scoring.ByVerifier("accuracy", verifier));
  }

  private static List<Item> read(Path path, int shots) {
    Shots.requireNone("toolalpaca", shots);
    Folder folder = new Folder(path, ORIGIN);
    List<Item> items = new ArrayList<>();
    if (folder.has("tooluse_test")) {
      for (Row row : folder.rows("tooluse_test")) {
        Fields fields = new Fields(row);
        fields.text("answer");
        items.add(item("tooluse", items.size(), fields.text("prompt"), fields.columns()));
      }
      return items;
    }
    for (String set : List.of("eval_simulated", "eval_real")) {
      int number = 0;
      for (Row row : folder.has(set) ? folder.rows(set) : List.<Row>of()) {
        Fields tool = new Fields(row);
        List<String> instructions = tool.texts("Instructions");
        List<?> golden = tool.list("Golden_Answers");
        if (golden.size() != instructions.size()) {
          throw tool.wrong("Golden_Answers", "must have one for each of the Instructions");
        }
        for (int i = 0; i < instructions.size(); i++) {
          Map<String, @Nullable Object> columns = new LinkedHashMap<>();
          columns.put("tool", tool.text("Name"));
          columns.put("answer", golden.get(i));
          items.add(item(set, number++, prompt(tool, instructions.get(i)), columns));
        }
      }
    }
    return items;
  }

  private static Item item(
      String set, int number, String prompt, Map<String, @Nullable Object> columns) {
    return new Item.Prompt(
        set + "/" + number, set, "", prompt, List.of("\nObservation:"), 512, columns);
  }

  private static String prompt(Fields tool, String instruction) {
    return """
    Answer the user's question with the tools that there are.
    Name: %s
    Description: %s
    Documentation:
    %s

    Write in this form:
    Thought: what to do
    Action: the name of one tool
    Action Input: its input as JSON, with values that the user gave

    Question: %s\
    """
        .formatted(
            tool.text("Name"),
            tool.textOrEmpty("Description"),
            PythonText.strip(tool.text("NLDocumentation")),
            instruction);
  }
}
