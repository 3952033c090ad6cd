package dev.mneme.app.sweep;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Exam;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Recipes;
import dev.mneme.app.parity.Train;
import dev.mneme.app.report.Copies;
import dev.mneme.app.report.ReportPage;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.RunLock;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final String COPY = "sweep.yaml";

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
    Copies.requireFolder("--json", json);
    Train.use(threads);
    Path folder = out != null ? out : Path.of("runs", name());
    if (Files.exists(folder.resolve(RunFolder.RECIPE))) {
      throw new InputException(
          folder + " holds a run of its own. Choose another --out for the sweep.");
    }
    SweepPlan plan = SweepPlan.read(file, draft -> Recipes.of(draft, images, terminal));
    try (@Nullable Exam exam = exam(plan)) {
      plan.check(file.getFileName().toString());
      if (planOnly) {
        show(plan, folder, exam);
      } else {
        new DurableFiles(Disk.real()).makeFolder(folder);
        try (RunLock _ = RunLock.take(folder)) {
          run(plan, folder, exam);
        }
      }
    }
    return ExitCode.OK;
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  /** What trained models are asked; a figure that comes of it must be among its own. */
  private @Nullable Exam exam(SweepPlan plan) {
    SweepRecipe.Measure measure = plan.recipe().measure();
    String figure = plan.recipe().figure();
    boolean measured = figure.startsWith(SweepTrial.MEASURED);
    if (measure.suite().isBlank()) {
      if (measured) {
        throw new InputException(
            "figure: \"%s\" comes of examining the models; say on what with measure.suite."
                .formatted(figure));
      }
      return null;
    }
    Exam exam = Exam.of(measure.suite(), measure.limit(), Path.of(measure.data()), measure.chat());
    List<String> known = exam.figures().stream().map(SweepTrial.MEASURED::concat).toList();
    if (measured && known.stream().noneMatch(each -> (figure + ".").startsWith(each + "."))) {
      throw TrialFigures.unknown(figure, known);
    }
    return exam;
  }

  private List<SweepTrial> trials(
      SweepPlan plan, Path folder, @Nullable Exam exam, LastFigure last) {
    List<Path> folders = TrialFolders.of(folder, plan.trials());
    List<SweepTrial> trials = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      trials.add(
          new SweepTrial(plan.trials().get(i), folders.get(i), plan.recipe(), exam, last::hear));
    }
    return trials;
  }

  private void show(SweepPlan plan, Path folder, @Nullable Exam exam) {
    LastFigure last = new LastFigure(plan.recipe().figure());
    List<SweepTrial> trials = trials(plan, folder, exam, last);
    new SweepTables(SweepFindings.of(plan, trials)).trials().print(terminal);
    long left = trials.stream().filter(trial -> !trial.isFinished()).count();
    terminal
        .out()
        .printf(
            "%d trials of %d settings, %d to do. Next: mneme sweep %s%n",
            trials.size(), plan.settings().size(), left, file);
    terminal.out().flush();
  }

  private void run(SweepPlan plan, Path folder, @Nullable Exam exam) throws InterruptedException {
    LastFigure last = new LastFigure(plan.recipe().figure());
    List<SweepTrial> trials = trials(plan, folder, exam, last);
    DurableFiles files = new DurableFiles(Disk.real());
    files.write(folder.resolve(COPY), SweepRecipe.FORMAT.write(plan.recipe()));
    try (Progress progress = Progress.start(terminal, name(), "trials", trials.size())) {
      new Sweep(workers, threads, new Shown(progress, last)).run(trials);
    }
    SweepFindings findings = SweepFindings.of(plan, trials);
    new SweepTables(findings).print(terminal);
    write(findings, folder, files);
  }

  /** The progress line; that a trial diverged is in the results. */
  private record Shown(Progress progress, LastFigure last) implements Sweep.Listener {

    @Override
    public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
      progress.step(last.text());
    }

    @Override
    public void diverged(Sweep.Trial trial, Diverged cause) {
      last.diverged(trial.name());
    }
  }

  private void write(SweepFindings findings, Path folder, DurableFiles files) {
    String results = SweepJson.of(findings, folder);
    List<Path> written = new ArrayList<>(List.of(folder.resolve("results.json")));
    if (json != null) {
      written.add(json);
    }
    written.forEach(each -> files.write(each, results));
    Path page = folder.resolve("report.html");
    Map<String, String> versions = Provenance.of("", Map.of(), Map.of()).libraries();
    ReportPage.write(
        new SweepReport(findings, name(), folder).of("./mneme sweep " + file, versions), page);
    written.add(page);
    terminal.out().println("Wrote");
    written.forEach(each -> terminal.out().println("  " + each));
    SweepFindings.Standing best = findings.standings().getFirst();
    findings.rows().stream()
        .filter(row -> row.trial().setting().equals(best.setting()) && row.isFinished())
        .findFirst()
        .ifPresent(row ->
            terminal
                .out()
                .println(
                    "Train the best again: mneme train " + row.folder().resolve("recipe.yaml")));
    terminal.out().flush();
  }
}
