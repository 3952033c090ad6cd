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
 * MATH-500: 500 problems of the MATH test set (Hendrycks et al., arXiv 2103.03874; the selection of
 * Lightman et al., arXiv 2305.20050), asked without examples for a boxed answer.
 *
 * <p>Rows have {@code problem} and {@code answer}, or {@code prompt}, a list of one message, and
 * {@code final_answer}. The verifier finds the right answer in the column {@code answer}.
 */
final class Math500 {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://huggingface.co/datasets/HuggingFaceH4/MATH-500",
          "MIT",
          "math500.json, .jsonl or .parquet, \"500\" or \"test\" in its name");

  private static final String REQUEST =
      "Please reason step by step, and put your final answer within \\boxed{}.";

  private Math500() {}

  static Benchmark benchmark(TextVerifier verifier) {
    return new Benchmark(
        "math500",
        "500 problems of mathematical competitions",
        ORIGIN,
        0,
        Math500::read,
        new Benchmark.Scoring.ByVerifier("exact_match", verifier));
  }

  private static List<Item> read(Path path, int shots) {
    Shots.requireNone("math500", shots);
    Folder folder = new Folder(path, ORIGIN);
    List<Item> items = new ArrayList<>();
    for (Row row : folder.rows(folder.has("500") ? "500" : "test")) {
      Fields fields = new Fields(row);
      String problem =
          fields.has("problem") ? fields.text("problem") : fields.onlyMessage("prompt");
      Map<String, @Nullable Object> columns = new LinkedHashMap<>(fields.columns());
      columns.put("answer", fields.text(fields.has("answer") ? "answer" : "final_answer"));
      items.add(
          new Item.Prompt(
              "" + items.size(), "", "", problem + "\n" + REQUEST, List.of(), 2048, columns));
    }
    return items;
  }
}
