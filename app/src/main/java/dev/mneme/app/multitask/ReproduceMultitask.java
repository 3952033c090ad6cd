package dev.mneme.app.multitask;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.report.Copies;
import dev.mneme.app.study.Given;
import dev.mneme.app.study.StudyClaims;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.images.DrawnImages;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.lab.multitask.ImageTasks;
import dev.mneme.lab.multitask.MultitaskClaims;
import dev.mneme.lab.multitask.MultitaskFindings;
import dev.mneme.lab.multitask.MultitaskRecipe;
import dev.mneme.lab.multitask.MultitaskStudy;
import dev.mneme.lab.multitask.Trained;
import dev.mneme.run.Provenance;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import dev.mneme.train.Observer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme reproduce multitask}: ways of weighing five supervised tasks on images. */
@Command(
    name = "multitask",
    description = {
      "One network learns five tasks on images, weighed by RECAP and the methods that it must beat.",
      "Tasks differ in the size of their losses, in difficulty and in noise; every way of weighing gets the same rates, steps and",
      "seeds, and is held against learning each task alone. See docs/results/multitask."
    },
    footer = {
      "",
      "Examples:",
      "  mneme reproduce multitask --quick             a look in minutes, on images that are drawn here",
      "  mneme reproduce multitask                     half an hour on two cores",
      "  mneme reproduce multitask --data ~/data       MNIST and Fashion-MNIST that are already on disk",
      "  mneme reproduce multitask --real --seeds 10   the same, downloaded once, with narrower intervals",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class ReproduceMultitask implements Callable<Integer> {

  private static final long DRAWING = 1;
  private static final int MOST_SEEDS = 100;

  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--real",
      description = "MNIST and Fashion-MNIST instead of drawn images; --data says so, too")
  private boolean real;

  @Option(names = "--quick", description = "two seeds, 120 steps, fewer images")
  private boolean quick;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "networks of each kind (default: 5; 2 with --quick)")
  private @Nullable Integer seeds;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "of each network (default: 400; 120 with --quick)")
  private @Nullable Integer steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to keep runs and results (default: below runs/, named after the study)")
  private @Nullable Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "networks side by side (default: one a core)")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the findings here, for machines")
  private @Nullable Path json;

  private final Terminal terminal;

  public ReproduceMultitask(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Copies.requirePlace("--json", json);
    int count = Given.count("--seeds", 1, seeds, quick ? 2 : 5);
    if (count > MOST_SEEDS) {
      throw InputException.of("--seeds must be at most %d, was %d.", MOST_SEEDS, count);
    }
    Given.count("--workers", 1, workers, 1);
    boolean isReal = real || images.given();
    MultitaskRecipe like = like().in(isReal ? "mnist" : "drawn");
    Path folder =
        out == null ? Path.of("runs", "multitask-" + like.world() + (quick ? "-quick" : "")) : out;
    ImageWorld pictures = isReal ? images.real(terminal) : drawn(like.data());
    Map<String, Long> all = new TreeMap<>();
    for (long seed = 0; seed < count; seed++) {
      all.put("seed-" + seed, seed);
    }
    Provenance provenance =
        Provenance.of(MultitaskRecipe.FORMAT.write(like), pictures.hashes(), all);
    MultitaskStudy study =
        new MultitaskStudy(folder, like, count, provenance, terminal.err()::println);
    try (ImageTasks tasks = ImageTasks.of(pictures, like.data())) {
      train(study, tasks);
    }
    finish(study.trained(), folder, command(isReal, count, like.training().steps()));
    return ExitCode.OK;
  }

  private MultitaskRecipe like() {
    MultitaskRecipe usual = MultitaskRecipe.DEFAULTS;
    long length = Given.count("--steps", 1, steps, quick ? 120 : (int) usual.training().steps());
    return (quick ? usual.on(1_000, 500, 1_000) : usual).lasting(length);
  }

  private static ImageWorld drawn(MultitaskRecipe.Data data) {
    int training = data.examples() + data.validation();
    return DrawnImages.draw(DRAWING, training, training, data.test(), data.test());
  }

  private String command(boolean isReal, int count, long length) {
    return "./mneme reproduce multitask%s%s --seeds %d --steps %d"
        .formatted(isReal ? " --real" : "", quick ? " --quick" : "", count, length);
  }

  private void train(MultitaskStudy study, ImageTasks tasks) throws InterruptedException {
    List<Sweep.Trial> work = study.trials(tasks, Observer.NONE);
    try (Progress progress = Progress.start(terminal, "multitask", "networks", work.size())) {
      new Sweep(
              workers,
              new Sweep.Listener() {
                @Override
                public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
                  progress.step(trial.name());
                }

                @Override
                public void diverged(Sweep.Trial trial, Diverged cause) {
                  terminal.err().println(trial.name() + ": " + cause.getMessage());
                }
              })
          .run(work);
    }
  }

  private void finish(List<Trained> trained, Path folder, String command) {
    MultitaskFindings findings = MultitaskFindings.of(trained);
    List<Claim> claims = MultitaskClaims.of(findings);
    new MultitaskTables(terminal).print(findings, new StudyClaims(claims));
    DurableFiles files = new DurableFiles(Disk.real());
    String text = MultitaskFiles.json(command, trained, findings, claims);
    List<Path> written = new ArrayList<>();
    write(files, folder.resolve("results.csv"), MultitaskFiles.results(findings), written);
    write(files, folder.resolve("trials.csv"), MultitaskFiles.trials(trained), written);
    write(files, folder.resolve("findings.json"), text, written);
    if (json != null) {
      write(files, json, text, written);
    }
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal.out().flush();
  }

  private static void write(DurableFiles files, Path file, String text, List<Path> written) {
    files.write(file, text);
    written.add(file);
  }
}
