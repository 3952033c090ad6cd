package dev.mneme.task.benchmark;

import dev.mneme.data.records.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * WinoGrande: which of two names fills a gap (Sakaguchi et al., arXiv 1907.10641). What counts is
 * how likely the rest of the sentence is after each. Prompt and metric are those of
 * lm-evaluation-harness's task {@code winogrande}, version 1.0.
 */
final class Winogrande {

  static final Benchmark.Origin ORIGIN =
      new Benchmark.Origin(
          "https://huggingface.co/datasets/allenai/winogrande (winogrande_xl)",
          "CC BY",
          "the validation split as .jsonl or .parquet, \"val\" in its name");

  private Winogrande() {}

  static Benchmark benchmark() {
    return new Benchmark(
        "winogrande",
        "which of two names fills the gap in a sentence",
        ORIGIN,
        0,
        Winogrande::read,
        new Benchmark.Scoring.ByLikelihood(List.of(ChoiceMetric.ACCURACY)));
  }

  private static List<Item> read(Path folder, int shots) {
    Shots.requireNone("winogrande", shots);
    List<Item> items = new ArrayList<>();
    for (Row row : new Folder(folder, ORIGIN).rows("val")) {
      Fields fields = new Fields(row);
      String sentence = fields.text("sentence");
      int gap = sentence.indexOf('_');
      if (gap < 0) {
        throw fields.wrong("sentence", "must have a gap, written _");
      }
      int answer = fields.whole("answer");
      if (answer != 1 && answer != 2) {
        throw fields.wrong("answer", "must be 1 or 2");
      }
      String before = sentence.substring(0, gap);
      String rest = " " + PythonText.strip(sentence.substring(gap + 1));
      List<Item.Option> options = new ArrayList<>();
      for (String name : List.of(fields.text("option1"), fields.text("option2"))) {
        options.add(new Item.Option(before + name, rest, before + name));
      }
      items.add(Item.Choice.of("" + items.size(), "", options, answer - 1));
    }
    return items;
  }
}
