package dev.mneme.app.sweep;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Train;
import dev.mneme.app.report.Copies;
import dev.mneme.data.InputException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mneme sweep}: many trials of declared recipes, and what came of them side by side. */
@Command(
    name = "sweep",
    description = {
      "Train many trials of one or several recipes, by grid or drawn by chance, each with several seeds.",
      "Every trial is checked before the first one starts; one table and one page rank the settings by a figure, with",
      "intervals over the seeds. Keys: docs/reference/sweep.md."
    },
    footer = {
      "",
      "Examples:",
      "  mneme sweep recipes/sweeps/grpo-rates.yaml --plan        check everything and list the trials",
      "  mneme sweep recipes/sweeps/grpo-rates.yaml               train them, one a core",
      "  mneme sweep my-sweep.yaml --workers 1 --threads 8        one after the other, for large models",
      "Interrupt it at any time: the same command goes on where it stopped. What is added to the file is trained, what is",
      "finished stays."
    })
public final class SweepCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SWEEP", description = "a sweep in YAML")
  private Path file = Path.of("");

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "trials side by side; results do not depend on it (default: one a core)")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "native threads of each trial; part of what decides the bits of the result (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private int threads = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where trials and results are kept (default: runs/ and the sweep's name)")
  private @Nullable Path out;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the results here, for machines")
  private @Nullable Path json;

  @Option(
      names = "--plan",
      description = "check everything, list the trials and how far they are, and train nothing")
  private boolean planOnly;

  @Mixin private ImageOptions images = new ImageOptions();

  private final Terminal terminal;

  public SweepCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (workers < 1) {
      throw new InputException("--workers must be at least 1, was " + workers + ".");
    }
    Copies.requirePlace("--json", json);
    Train.use(threads);
    Path folder = out != null ? out : Path.of("runs", SweepRun.name(file));
    SweepRun sweep =
        new SweepRun(terminal, file, folder, new SweepRun.Workers(workers, threads), images);
    if (planOnly) {
      sweep.show();
    } else {
      sweep.run(terminal, json);
    }
    return ExitCode.OK;
  }
}
