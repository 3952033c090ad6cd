package dev.mneme.app.parity;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.forecast.Checked;
import dev.mneme.app.forecast.Forecast;
import dev.mneme.app.forecast.Forecast.Part;
import dev.mneme.app.forecast.ProcessMemory;
import dev.mneme.data.InputException;
import dev.mneme.recipe.Draft;
import dev.mneme.tensor.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code mneme check}: whether a recipe is in order, and what its run will take. */
@Command(
    name = "check",
    description = {
      "Check a recipe and the files it names, and predict the memory and the time of its training.",
      "Shows what it says beyond the defaults. No weight is read: the peak of memory follows from shapes, time from a measurement",
      "of this machine of about a second."
    },
    footer = {
      "",
      "Examples:",
      "  mneme check recipes/text.yaml",
      "  mneme check recipes/parity-grpo.yaml --threads 2",
      "  mneme check recipes/text.yaml --resolved > whole.yaml   all keys, as training resolves them",
      "  mneme check recipes/text.yaml --json                    the prediction for a script"
    })
public final class Check implements Callable<Integer> {

  private static final double MIB = 1 << 20;

  @Parameters(paramLabel = "RECIPE", description = "a recipe in YAML")
  private Path recipeFile = Path.of("");

  @Option(
      names = "--resolved",
      description = "print the whole recipe with its defaults as YAML, and nothing else")
  private boolean resolved;

  @Option(names = "--json", description = "one JSON object with all figures, and nothing else")
  private boolean json;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "native threads that training will have (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private int threads = 1;

  @Mixin private ImageOptions images = new ImageOptions();

  private final Terminal terminal;

  public Check(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (resolved && json) {
      throw new InputException("--resolved and --json contradict each other. Give one of them.");
    }
    Train.use(threads);
    Checked checked = Recipes.of(Draft.read(recipeFile), images, terminal).check();
    if (resolved) {
      terminal.out().print(checked.resolved());
    } else if (json) {
      print(checked);
    } else {
      show(checked);
    }
    terminal.out().flush();
    return ExitCode.OK;
  }

  private void print(Checked checked) {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("recipe", recipeFile.toString());
    root.put("what", checked.what());
    ObjectNode differences = root.putObject("differences");
    checked.differences().forEach(differences::put);
    root.put("threads", threads);
    root.put("device", checked.device().toString());
    if (checked.device().isProcessor()) {
      checked.forecast().get().writeTo(root);
    }
    terminal.out().println(root);
  }

  private void show(Checked checked) {
    terminal.out().println(recipeFile + " is in order: " + checked.what() + ".");
    if (checked.differences().isEmpty()) {
      terminal.out().println("All keys have their defaults.");
    } else {
      terminal.out().println("Other than by default:");
      checked
          .differences()
          .forEach((key, value) -> terminal.out().println("  " + key + ": " + value));
    }
    terminal.out().println("It computes on " + checked.device() + ".");
    if (checked.device().isProcessor()) {
      show(checked.forecast().get());
    } else {
      terminal.out().println("Memory and time are predicted for the processor alone.");
    }
    terminal.out().println("Next: mneme train " + recipeFile);
  }

  private void show(Forecast forecast) {
    terminal.out().println();
    table("memory at the peak", "MiB", forecast.bytes(), forecast.totalBytes(), MIB, "%,.0f");
    terminal.out().println();
    table("time", "seconds", forecast.seconds(), forecast.totalSeconds(), 1, "%,.1f");
    terminal.out().println();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "Predicted from shapes and this machine's speed now (%.0f GFLOP/s, %d threads), before anything is loaded;"
                + "%ndocs/reference/check.md says how good such predictions have been.%n",
            forecast.speed().flopsPerSecond() / 1e9,
            Threads.inUse());
    long there = ProcessMemory.ofTheMachine();
    if (forecast.totalBytes() > there) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "This machine has %,.0f MiB, which is too little: take a smaller batch or shorter texts.%n",
              there / MIB);
    }
  }

  private void table(
      String heading, String unit, List<Part> parts, double total, double one, String format) {
    Table table = Table.of(Table.Column.left(heading), Table.Column.right(unit));
    parts.forEach(
        part -> table.row(part.what(), String.format(Locale.ROOT, format, part.amount() / one)));
    table.row("in all", String.format(Locale.ROOT, format, total / one));
    table.print(terminal);
  }
}
