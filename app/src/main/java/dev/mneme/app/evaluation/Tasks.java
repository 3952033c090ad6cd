package dev.mneme.app.evaluation;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.InputException;
import dev.mneme.task.benchmark.Benchmark;
import dev.mneme.task.benchmark.ChoiceMetric;
import dev.mneme.task.benchmark.Item;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mneme tasks}: what can be asked. */
@Command(
    name = "tasks",
    description =
        "List benchmarks and suites, or describe one: what it asks, with an example, and the data it needs.",
    footer = {
      "",
      "Examples:",
      "  mneme tasks                  all of them, a line each",
      "  mneme tasks hellaswag        one, with an example",
      "  mneme tasks my-suite.yaml    whether a suite of your own is in order, and what it asks first"
    })
public final class Tasks implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME|FILE",
      description = "a benchmark, a suite, or a YAML file that declares one")
  private @Nullable String name;

  private final Terminal terminal;

  public Tasks(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (Suites suites = new Suites()) {
      if (name == null) {
        list(suites);
      } else {
        Optional<Benchmark> benchmark = suites.benchmark(name);
        if (benchmark.isPresent()) {
          describe(benchmark.get());
        } else {
          describe(suite(suites, name));
        }
      }
    }
    terminal.out().flush();
    return ExitCode.OK;
  }

  private static Suite suite(Suites suites, String name) {
    try {
      return suites.suite(name);
    } catch (InputException mistake) {
      // a name that is neither may be near to either
      if (String.valueOf(mistake.getMessage()).startsWith("unknown suite")) {
        throw Suites.unknown("task or suite", name, suites.names());
      }
      throw mistake;
    }
  }

  private void list(Suites suites) {
    Table benchmarks =
        Table.of(
            Table.Column.left("benchmark"),
            Table.Column.right("few-shot"),
            Table.Column.left("answers"),
            Table.Column.left("asks"));
    for (Benchmark benchmark : suites.benchmarks()) {
      benchmarks.row(
          benchmark.name(),
          "" + benchmark.shots(),
          benchmark.scoring() instanceof Benchmark.Scoring.ByLikelihood ? "chosen" : "written",
          benchmark.description());
    }
    benchmarks.print(terminal);
    terminal.out().println();
    Table named = Table.of(Table.Column.left("suite"), Table.Column.left("tasks"));
    for (Suite suite : suites.named()) {
      named.row(suite.name(), tasks(suite));
    }
    named.print(terminal);
    terminal.out().println();
    terminal.out().println("Try: mneme tasks " + suites.benchmarkNames().getFirst());
  }

  private static String tasks(Suite suite) {
    return suite.entries().stream().map(Suite.Entry::name).collect(Collectors.joining(", "));
  }

  private void describe(Benchmark benchmark) {
    terminal.out().println(benchmark.name() + ": " + benchmark.description());
    terminal.out().println();
    line("few-shot", benchmark.shots() + " solved examples before each question");
    line("figures", figures(benchmark.scoring()));
    line("data from", benchmark.origin().source());
    line("licence", benchmark.origin().licence());
    if (benchmark.readsData()) {
      line("put into", folder(benchmark) + ": " + benchmark.origin().files());
    }
    Examples.of(benchmark)
        .ifPresent(item -> {
          terminal.out().println();
          terminal.out().println(benchmark.readsData() ? "Example (made up):" : "Example:");
          show(item);
        });
    terminal.out().println();
    terminal.out().println("Try: mneme eval MODEL --task " + benchmark.name() + " --limit 100");
  }

  private static String folder(Benchmark benchmark) {
    // Both forms of TruthfulQA read the same files.
    return "data/" + benchmark.name().replaceFirst("_mc[12]$", "");
  }

  private static String figures(Benchmark.Scoring scoring) {
    return switch (scoring) {
      case Benchmark.Scoring.ByLikelihood chosen ->
          chosen.metrics().stream().map(ChoiceMetric::label).collect(Collectors.joining(", "))
              + ", by the likelihood of each choice";
      case Benchmark.Scoring.ByVerifier written -> written.metric() + ", of what the model writes";
      case Benchmark.Scoring.ByInstructions _ ->
          String.join(", ", Benchmark.Scoring.ByInstructions.METRICS)
              + ", of what the model writes";
    };
  }

  private void describe(Suite suite) {
    terminal
        .out()
        .println(
            suite.description().isEmpty()
                ? suite.name()
                : suite.name() + ": " + suite.description());
    terminal.out().println();
    Table table =
        Table.of(
            Table.Column.left("task"),
            Table.Column.right("few-shot"),
            Table.Column.left("items"),
            Table.Column.left("asks"));
    for (Suite.Entry entry : suite.entries()) {
      table.row(
          entry.name(),
          "" + entry.shots(),
          entry.limit() == 0 ? "all" : "" + entry.limit(),
          entry.benchmark().description());
    }
    table.print(terminal);
    for (Suite.Entry entry : suite.entries()) {
      if (entry.own()) {
        terminal.out().println();
        terminal.out().println("The first of " + entry.name() + ":");
        show(entry.benchmark().items(Path.of(""), entry.shots()).getFirst());
      }
    }
    terminal.out().println();
    terminal.out().println("Try: mneme eval MODEL --suite " + name + " --limit 100");
  }

  private void line(String what, String text) {
    terminal.out().printf("  %-10s %s%n", what, text);
  }

  private void show(Item item) {
    switch (item) {
      case Item.Choice choice -> {
        List<Item.Option> options = choice.options();
        boolean shared = options.stream().map(Item.Option::context).distinct().count() == 1;
        if (shared) {
          indented(options.getFirst().context());
        }
        for (int i = 0; i < options.size(); i++) {
          Item.Option option = options.get(i);
          terminal
              .out()
              .printf(
                  "  %s %s%n",
                  choice.right().get(i) ? "*" : "-",
                  (shared ? "" : option.context()) + option.continuation());
        }
        terminal.out().println("  (* is right)");
      }
      case Item.Prompt prompt -> {
        if (!prompt.system().isEmpty()) {
          indented("[" + prompt.system() + "]");
        }
        indented(prompt.prompt());
        terminal.out().printf("  (up to %d tokens are written)%n", prompt.maxTokens());
      }
    }
  }

  private void indented(String text) {
    text.lines().forEach(line -> terminal.out().println("  | " + line));
  }
}
