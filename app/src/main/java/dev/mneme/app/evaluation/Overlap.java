package dev.mneme.app.evaluation;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.Copies;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.contamination.Contamination;
import dev.mneme.task.contamination.Contamination.Found;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code mneme overlap}: do training data hold what benchmarks ask. */
@Command(
    name = "overlap",
    description = {
      "Look for items of benchmarks in training data.",
      "Whoever has read the questions beforehand is not measured by them. What counts are runs of words, case and punctuation aside."
    },
    footer = {
      "",
      "Examples:",
      "  mneme overlap train.jsonl --task gsm8k",
      "  mneme overlap train.parquet more.txt --suite prior-paper --json overlap.json",
      "  mneme overlap train.jsonl --suite my-suite.yaml --words 8      shorter runs, more of them by chance"
    })
public final class Overlap implements Callable<Integer> {

  private static final int MOST_WORDS = 1000;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "training data: files or folders of rows (JSONL, JSON, CSV, TSV, Parquet), plain texts (.txt, .md)")
  private List<Path> data = new ArrayList<>();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Option(
      names = "--words",
      paramLabel = "N",
      description = "words in a run (default: ${DEFAULT-VALUE}, as for GPT-3)")
  private int words = Contamination.USUAL;

  @Option(
      names = "--show",
      paramLabel = "N",
      description =
          "items in the table, those with most in common first (default: ${DEFAULT-VALUE})")
  private int show = 20;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write all items that were found here, for machines")
  private @Nullable Path json;

  private final Terminal terminal;

  public Overlap(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (words < 1 || words > MOST_WORDS) {
      throw InputException.of("--words must lie between 1 and %d, was %d.", MOST_WORDS, words);
    }
    if (show < 0) {
      throw InputException.of("--show must be at least 0, was %d.", show);
    }
    Copies.requirePlace("--json", json);
    try (Suites suites = new Suites()) {
      return look(tasks.suite(suites));
    }
  }

  private int look(Suite suite) {
    Contamination contamination = new Contamination(words);
    for (Suite.Entry entry : suite.entries()) {
      Benchmark benchmark = entry.benchmark();
      contamination.add(benchmark.name(), benchmark.items(tasks.data(), 0));
    }
    try (Progress progress = Progress.start(terminal, "overlap", "files", data.size())) {
      for (Path file : data) {
        contamination.read(file);
        progress.step(file.toString());
      }
    }
    List<Found> findings = contamination.findings();
    print(suite, findings);
    if (json != null) {
      new DurableFiles(Disk.real()).write(json, json(suite, findings));
      terminal.out().println("Wrote");
      terminal.out().println("  " + json);
    }
    terminal.out().flush();
    return ExitCode.OK;
  }

  /** How many items of a task were found. */
  private record Count(int items, int found, int short_) {

    static Count of(String task, List<Found> findings) {
      List<Found> own = findings.stream().filter(each -> each.task().equals(task)).toList();
      return new Count(
          own.size(),
          (int) own.stream().filter(each -> each.found() > 0).count(),
          (int) own.stream().filter(each -> each.ngrams() == 0).count());
    }
  }

  private void print(Suite suite, List<Found> findings) {
    Table counts =
        Table.of(
            Table.Column.left("task"),
            Table.Column.right("items"),
            Table.Column.right("found"),
            Table.Column.right("share, %"),
            Table.Column.right("too short to tell"));
    for (Suite.Entry entry : suite.entries()) {
      Count count = Count.of(entry.name(), findings);
      counts.row(
          entry.name(),
          "" + count.items(),
          "" + count.found(),
          String.format(Locale.ROOT, "%.1f", 100.0 * count.found() / count.items()),
          "" + count.short_());
    }
    counts.print(terminal);
    List<Found> most =
        findings.stream()
            .filter(each -> each.found() > 0)
            .sorted((a, b) -> Double.compare(share(b), share(a)))
            .toList();
    if (most.isEmpty() || show == 0) {
      return;
    }
    terminal.out().println();
    Table table =
        Table.of(
            Table.Column.left("task"),
            Table.Column.left("item"),
            Table.Column.right("of its runs, %"),
            Table.Column.left("first found in"),
            Table.Column.left("words"));
    for (Found each : most.subList(0, Math.min(show, most.size()))) {
      table.row(
          each.task(),
          each.id(),
          String.format(Locale.ROOT, "%.0f", 100 * share(each)),
          each.place(),
          each.words());
    }
    table.print(terminal);
    if (most.size() > show) {
      terminal.out().printf("and %d more: --show, --json%n", most.size() - show);
    }
  }

  private static double share(Found found) {
    return (double) found.found() / found.ngrams();
  }

  private String json(Suite suite, List<Found> findings) {
    List<Object> counts = new ArrayList<>();
    for (Suite.Entry entry : suite.entries()) {
      Count count = Count.of(entry.name(), findings);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("task", entry.name());
      one.put("items", count.items());
      one.put("found", count.found());
      one.put("too_short", count.short_());
      counts.add(one);
    }
    List<Object> items = new ArrayList<>();
    for (Found found : findings) {
      if (found.found() > 0) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("task", found.task());
        one.put("item", found.id());
        one.put("ngrams", found.ngrams());
        one.put("found", found.found());
        one.put("place", found.place());
        one.put("words", found.words());
        items.add(one);
      }
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("words", words);
    root.put("files", data.stream().map(Path::toString).toList());
    root.put("tasks", counts);
    root.put("items", items);
    return JsonMapper.builder()
            .build()
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(root)
        + "\n";
  }
}
