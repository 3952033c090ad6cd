package dev.mneme.app.parity;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.StudyOptions;
import dev.mneme.data.InputException;
import dev.mneme.lab.parity.ParitySweep;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme reproduce parity-mnist}: the study on real images. */
@Command(
    name = "parity-mnist",
    description = {
      "The ParityMNIST study of RL's Razor (arXiv 2509.04259) on real images.",
      "Teach a network that knows garments to tell odd from even digits by seven methods, and see which measure of drift",
      "predicts what it forgets."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce parity-mnist --quick            a look in minutes",
      "  mneme reproduce parity-mnist --full --seeds 3   the paper's rates, on all images: an hour",
      "  mneme reproduce parity-mnist --data ~/data      images that are already on disk",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceParity implements Callable<Integer> {

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(names = "--quick", description = "one seed, fewer images and trials (the default)")
  private boolean quick;

  @Option(names = "--full", description = "all trials on all images")
  private boolean full;

  @Mixin private StudyOptions study = new StudyOptions();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the findings here, for machines")
  private @Nullable Path json;

  private final Terminal terminal;

  public ReproduceParity(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (quick && full) {
      throw new InputException("--quick and --full contradict each other. Give one of them.");
    }
    int count = study.seeds(full ? 3 : 1);
    ParitySweep sweep = full ? ParitySweep.full(count) : ParitySweep.quick(count);
    new StudyRun(
            terminal,
            study.out(full ? "parity-mnist-full" : "parity-mnist-quick"),
            Optional.ofNullable(json),
            study.workers(),
            "ParityMNIST",
            commandLine(count))
        .run(sweep, images.load(sweep.like(), terminal));
    return ExitCode.OK;
  }

  private String commandLine(int count) {
    return "./mneme reproduce parity-mnist --%s --seeds %d"
        .formatted(full ? "full" : "quick", count);
  }
}
