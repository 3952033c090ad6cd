package dev.mneme.app.evaluation;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.language.ComputeOptions;
import dev.mneme.app.report.Copies;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mneme eval}: models on benchmarks, side by side. */
@Command(
    name = "eval",
    description = {
      "Ask one or several models the tasks of a suite and compare them.",
      "Each figure comes with its standard error, each item's answer in a file. Answers are kept: whoever asks the same",
      "model the same again computes nothing."
    },
    footer = {
      "",
      "Examples:",
      "  mneme eval models/qwen --suite prior-paper --limit 200           a look at six tasks",
      "  mneme eval models/qwen models/tuned --suite prior-paper          before and after, item by item",
      "  mneme eval models/qwen models/qwen+runs/sft/adapter --task mmlu  with an adapter",
      "  mneme eval models/qwen --suite my-suite.yaml --json eval.json    tasks of your own",
      "Interrupt it at any time: the same command goes on where it stopped. Suites and tasks: mneme tasks."
    })
public final class Eval implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "MODEL",
      description = "model folders; one with an adapter is written MODEL+ADAPTER")
  private List<String> models = new ArrayList<>();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "ask N items of each task, drawn at random (default: what the suite says)")
  private @Nullable Integer limit;

  @Option(
      names = "--few-shot",
      paramLabel = "N",
      description = "show N solved examples before each question (default: what the suite says)")
  private @Nullable Integer fewShot;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "which items --limit draws, and what is drawn at a temperature (default: 0)")
  private long seed;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "write one answer an item at this temperature, nothing truncated (default: 0, the likeliest text)")
  private double temperature;

  @Option(
      names = "--chat",
      description = "ask for written answers as a user, in the words of each model's chat template")
  private boolean chat;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where to keep results; goes on with those of an earlier run (default: runs/eval-SUITE)")
  private @Nullable Path out;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "where to keep answers for later evaluations (default: runs/answers)")
  private Path cache = Path.of("runs", "answers");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the comparison here, for machines")
  private @Nullable Path json;

  @Mixin private ComputeOptions compute = new ComputeOptions();

  private final Terminal terminal;

  public Eval(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (limit != null && limit < 1) {
      throw InputException.of("--limit must be at least 1, was %d.", limit);
    }
    if (fewShot != null && fewShot < 0) {
      throw InputException.of("--few-shot must be at least 0, was %d.", fewShot);
    }
    if (!(temperature >= 0 && temperature <= 100)) {
      throw InputException.of("--temperature must lie between 0 and 100, was %s.", temperature);
    }
    Copies.requirePlace("--json", json);
    compute.useThreads();
    try (Suites suites = new Suites()) {
      Suite suite = tasks.suite(suites);
      return compute.device().call(() -> evaluate(suite));
    }
  }

  private int evaluate(Suite suite) {
    List<EvaluatedModel> found = EvaluatedModel.of(models);
    List<TaskItems> items = suite.entries().stream().map(this::items).toList();
    Path folder = out != null ? out : Path.of("runs", "eval-" + suite.name());
    DurableFiles files = new DurableFiles(Disk.real());
    files.makeFolder(folder);
    Manner manner = temperature > 0 ? new Manner(temperature, seed, 0) : Manner.USUAL;
    List<TaskResult> results =
        new Evaluation(found, items, List.of(manner), compute.precision(), chat, folder, cache)
            .run(terminal);
    Comparison comparison = new Comparison(suite, found, items, results);
    comparison.print(terminal);
    write(comparison, results, folder, files);
    return ExitCode.OK;
  }

  private TaskItems items(Suite.Entry entry) {
    Suite.Entry asked = fewShot == null ? entry : entry.showing(fewShot);
    return TaskItems.read(asked, tasks.data(), limit != null ? limit : entry.limit(), seed);
  }

  private void write(
      Comparison comparison, List<TaskResult> results, Path folder, DurableFiles files) {
    String text = comparison.json(seed, chat, temperature);
    List<Path> written = new ArrayList<>();
    written.add(folder.resolve("evaluation.json"));
    if (json != null) {
      written.add(json);
    }
    written.forEach(file -> files.write(file, text));
    results.forEach(result -> written.add(result.file()));
    int all = results.stream().mapToInt(result -> result.items().size()).sum();
    terminal.out().println();
    terminal.out().printf("%d answers, of which %d were known%n", all, all - comparison.computed());
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal.out().flush();
  }
}
