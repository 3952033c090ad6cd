package dev.mneme.app.parity;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.study.StudyOptions;
import dev.mneme.data.InputException;
import dev.mneme.lab.parity.ParitySweep;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
      "  mneme reproduce parity-mnist --drawn            small, offline, on images that are drawn here",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceParity implements Callable<Integer> {

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(names = "--quick", description = "one seed, fewer images and trials (the default)")
  private boolean quick;

  @Option(names = "--full", description = "all trials on all images")
  private boolean full;

  @Option(
      names = "--drawn",
      description = "a smaller study of a world that is drawn here, to be read as one; offline")
  private boolean drawn;

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
    if (Stream.of(quick, full, drawn).filter(given -> given).count() > 1) {
      throw new InputException(
          "--quick, --full and --drawn contradict each other. Give one of them.");
    }
    int count = study.seeds(full ? 3 : 1);
    ParitySweep sweep = sweep(count);
    String size = full ? "full" : drawn ? "drawn" : "quick";
    new StudyRun(
            terminal,
            study.out("parity-mnist-" + size),
            Optional.ofNullable(json),
            study.workers(),
            drawn ? "The small drawn world" : "ParityMNIST",
            "./mneme reproduce parity-mnist --%s --seeds %d".formatted(size, count))
        .run(sweep, images.load(sweep.like(), terminal));
    return ExitCode.OK;
  }

  private ParitySweep sweep(int count) {
    if (full) {
      return ParitySweep.full(count);
    }
    return drawn ? ParitySweep.small(count) : ParitySweep.quick(count);
  }
}
