package dev.mneme.app.conflict;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.conflict.ConflictStudy;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Interval;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mneme reproduce conflict}: ways of weighing two losses that pull apart. */
@Command(
    name = "conflict",
    description = {
      "Two losses that pull apart, weighed by RECAP and the methods that it must beat.",
      "A landscape in the plane, from three starts, with noise: how far both losses come down. See docs/results/conflict."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce conflict              as committed",
      "  mneme reproduce conflict --seeds 20   with narrower intervals"
    })
public final class ReproduceConflict implements Callable<Integer> {

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "draws of the noise, at least 2 (default: ${DEFAULT-VALUE})",
      defaultValue = "5")
  private int seeds = ConflictStudy.PUBLISHED.seeds();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "steps of each descent, at least 10 (default: ${DEFAULT-VALUE})",
      defaultValue = "4000")
  private int steps = ConflictStudy.PUBLISHED.steps();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to keep the results (default: ${DEFAULT-VALUE})",
      defaultValue = "runs/conflict")
  private Path out = Path.of("runs", "conflict");

  private final Terminal terminal;

  public ReproduceConflict(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (seeds < 2) {
      throw new InputException("--seeds must be at least 2, was " + seeds + ".");
    }
    if (steps < 10) {
      throw new InputException("--steps must be at least 10, was " + steps + ".");
    }
    List<ConflictStudy.Result> results = new ConflictStudy(seeds, steps).results();
    table(results).print(terminal);
    DurableFiles files = new DurableFiles(Disk.real());
    files.makeFolder(out);
    Path file = out.resolve("results.csv");
    files.write(file, ConflictStudy.csv(results));
    terminal.out().println("Means over starts and seeds with 95 % intervals over seeds.");
    terminal.out().println("Wrote " + file);
    terminal.out().flush();
    return ExitCode.OK;
  }

  private static Table table(List<ConflictStudy.Result> results) {
    Table table =
        Table.of(
            Table.Column.right("first loss times"),
            Table.Column.left("weights"),
            Table.Column.left("mean of both losses"),
            Table.Column.left("the worse of both"));
    for (ConflictStudy.Result result : results) {
      table.row(
          Double.toString(result.scale()),
          result.balance().toString(),
          text(result.mean()),
          text(result.worst()));
    }
    return table;
  }

  private static String text(Estimate estimate) {
    Interval interval = estimate.interval(0.95);
    return String.format(
        Locale.ROOT, "%.2f [%.2f, %.2f]", estimate.mean(), interval.low(), interval.high());
  }
}
