package dev.mneme.task.benchmark;

import dev.mneme.data.records.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * HellaSwag: which of four endings goes on from a text (Zellers et al., arXiv 1905.07830). Prompt
 * and metrics are those of lm-evaluation-harness's task {@code hellaswag}, version 1.0.
 *
 * <p>Rows are upstream's ({@code activity_label}, {@code ctx_a}, {@code ctx_b}, {@code endings},
 * {@code label}) or already made into {@code query}, {@code choices}, {@code gold}.
 */
final class Hellaswag {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://huggingface.co/datasets/Rowan/hellaswag",
          "MIT",
          "the validation split as .jsonl or .parquet, \"val\" in its name");

  private static final Pattern BRACKETS = Pattern.compile("\\[.*?\\]", Pattern.UNIX_LINES);

  private Hellaswag() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "hellaswag",
        "which of four endings goes on from a text",
        ORIGIN,
        0,
        Hellaswag::read,
        new Benchmark.Scoring.ByLikelihood(
            List.of(ChoiceMetric.ACCURACY, ChoiceMetric.ACCURACY_BY_CHARACTER)));
  }

  private static List<Item> read(Path folder, int shots) {
    Shots.requireNone("hellaswag", shots);
    List<Item> items = new ArrayList<>();
    for (Row row : new Folder(folder, ORIGIN).rows("val")) {
      Fields fields = new Fields(row);
      boolean prepared = fields.has("query");
      String query = prepared ? fields.text("query") : query(fields);
      List<String> choices =
          prepared
              ? fields.texts("choices")
              : fields.texts("endings").stream().map(Hellaswag::cleaned).toList();
      int gold = fields.index(prepared ? "gold" : "label", choices.size());
      List<Item.Option> options =
          choices.stream().map(ending -> new Item.Option(query, " " + ending, ending)).toList();
      items.add(Item.Choice.of("" + items.size(), "", options, gold));
    }
    return items;
  }

  private static String query(Fields fields) {
    String context =
        fields.text("ctx_a") + " " + PythonText.capitalize(fields.textOrEmpty("ctx_b"));
    return cleaned(fields.text("activity_label") + ": " + context);
  }

  /** Without the marks that WikiHow's pages left in the text. */
  static String cleaned(String text) {
    String plain = PythonText.strip(text).replace(" [title]", ". ");
    return BRACKETS.matcher(plain).replaceAll("").replace("  ", " ");
  }
}
