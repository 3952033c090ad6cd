package dev.mneme.app.parity;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.lab.parity.ParitySweep;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mneme quickstart}: the same study, small, offline, on images the project draws itself. */
@Command(
    name = "quickstart",
    description = {
      "See a small network forget garments while it learns parity, and which methods spare them.",
      "Offline: the images are drawn here. A small world, to be read as one: for real images see `mneme reproduce parity-mnist`."
    },
    footer = {
      "",
      "Examples:",
      "  mneme quickstart",
      "  mneme quickstart --out my-first-run --json findings.json"
    })
public final class Quickstart implements Callable<Integer> {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to keep runs and results (default: ${DEFAULT-VALUE})",
      defaultValue = "runs/quickstart")
  private Path out = Path.of("runs", "quickstart");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the findings here, for machines")
  private @Nullable Path json;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "trials side by side (default: one a core)")
  private int workers = Runtime.getRuntime().availableProcessors();

  private final Terminal terminal;

  public Quickstart(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ParitySweep sweep = ParitySweep.small(1);
    new StudyRun(
            terminal,
            out,
            Optional.ofNullable(json),
            workers,
            "The small drawn world",
            "./mneme quickstart")
        .run(sweep, new ImageOptions().load(sweep.like(), terminal));
    return ExitCode.OK;
  }
}
