package dev.mneme.app.sweep;

import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.parity.ImageOptions;
import dev.mneme.app.parity.Recipes;
import dev.mneme.app.report.ReportPage;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.run.Halted;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.run.RunLock;
import dev.mneme.run.Sweep;
import dev.mneme.train.Diverged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A declared sweep at work, for whichever command: planned, trained to its end, written down. */
public final class SweepRun {

  /** For machines, in the folder of the sweep. */
  public static final String RESULTS = "results.json";

  private static final String COPY = "sweep.yaml";
  private static final String PAGE = "report.html";

  private final Terminal terminal;
  private final Path file;
  private final Path folder;
  private final Workers workers;
  private final ImageOptions images;

  /**
   * How much is done at once.
   *
   * @param trials side by side; results do not depend on it
   * @param threads native threads of each, part of what decides the bits of a result
   */
  public record Workers(int trials, int threads) {}

  /**
   * @param terminal for the progress line
   * @param file that declares the sweep
   * @param folder of trials and results
   * @param images where those of ParityMNIST recipes come from
   */
  public SweepRun(Terminal terminal, Path file, Path folder, Workers workers, ImageOptions images) {
    this.terminal = terminal;
    this.file = file;
    this.folder = folder;
    this.workers = workers;
    this.images = images;
  }

  /**
   * Checks everything and shows the trials with how far they are.
   *
   * @throws InputException in one line, at the first mistake
   */
  public void show() {
    SweepPlan plan = plan();
    try (Measures measures = Measures.of(plan.recipe())) {
      plan.check(file.getFileName().toString());
      List<SweepTrial> trials = trials(plan, measures, new LastFigure(plan.recipe().figure()));
      new SweepTables(SweepFindings.of(plan, trials)).trials().print(terminal);
      long left = trials.stream().filter(trial -> !trial.isFinished()).count();
      terminal
          .out()
          .printf(
              "%d trials of %d settings, %d to do. Next: mneme sweep %s%n",
              trials.size(), plan.settings().size(), left, file);
      terminal.out().flush();
    }
  }

  /**
   * Checks everything, trains what is not trained yet and writes all results.
   *
   * @param screen for the tables and the names of the files
   * @param copy one more place for the results, if any
   * @throws InputException in one line, at the first mistake
   */
  public void run(Terminal screen, @Nullable Path copy) throws InterruptedException {
    SweepPlan plan = plan();
    try (Measures measures = Measures.of(plan.recipe())) {
      plan.check(file.getFileName().toString());
      new DurableFiles(Disk.real()).makeFolder(folder);
      try (RunLock _ = RunLock.take(folder)) {
        LastFigure last = new LastFigure(plan.recipe().figure());
        List<SweepTrial> trials = trials(plan, measures, last);
        try {
          train(plan, trials, last);
        } catch (InputException | Halted failure) {
          // What the others found took as long to find as ever.
          if (trials.stream().anyMatch(SweepTrial::isFinished)) {
            tell(SweepFindings.of(plan, trials), screen, copy);
          }
          throw failure;
        }
        tell(SweepFindings.of(plan, trials), screen, copy);
      }
    }
  }

  private SweepPlan plan() {
    if (Files.exists(folder.resolve(RunFolder.RECIPE))) {
      throw new InputException(
          folder + " holds a run of its own. Choose another --out for the sweep.");
    }
    return SweepPlan.read(file, draft -> Recipes.of(draft, images, terminal));
  }

  /** The name of a sweep: that of its file without the ending. */
  static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  private List<SweepTrial> trials(SweepPlan plan, Measures measures, LastFigure last) {
    List<Path> folders = TrialFolders.of(folder, plan.trials());
    List<SweepTrial> trials = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      trials.add(
          new SweepTrial(
              plan.trials().get(i), folders.get(i), plan.recipe(), measures, last::hear));
    }
    return trials;
  }

  private void tell(SweepFindings findings, Terminal screen, @Nullable Path copy) {
    new SweepTables(findings).print(screen);
    write(findings, screen, copy);
  }

  private void train(SweepPlan plan, List<SweepTrial> trials, LastFigure last)
      throws InterruptedException {
    Path copy = folder.resolve(COPY);
    if (!copy.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
      new DurableFiles(Disk.real()).write(copy, SweepRecipe.FORMAT.write(plan.recipe()));
    }
    try (Progress progress = Progress.start(terminal, name(file), "trials", trials.size())) {
      // Seed by seed, so that what a sweep has when it is cut short can be compared.
      List<SweepTrial> inOrder =
          trials.stream().sorted(Comparator.comparingLong(trial -> trial.plan().seed())).toList();
      new Sweep(workers.trials(), workers.threads(), new Shown(progress, last, terminal))
          .run(inOrder);
    }
  }

  /** The progress line; that a trial diverged is in the results. */
  private record Shown(Progress progress, LastFigure last, Terminal terminal)
      implements Sweep.Listener {

    @Override
    public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {
      progress.step(last.text());
    }

    @Override
    public void diverged(Sweep.Trial trial, Diverged cause) {
      last.diverged(trial.name());
    }

    @Override
    public void failed(Sweep.Trial trial, RuntimeException cause) {
      terminal.err().println(trial.name() + " failed. Those that run are brought to their ends.");
      terminal.err().flush();
    }
  }

  private void write(SweepFindings findings, Terminal screen, @Nullable Path copy) {
    DurableFiles files = new DurableFiles(Disk.real());
    String results = SweepJson.of(findings, folder);
    List<Path> written = new ArrayList<>(List.of(folder.resolve(RESULTS)));
    if (copy != null) {
      written.add(copy);
    }
    written.forEach(each -> files.write(each, results));
    Path page = folder.resolve(PAGE);
    Map<String, String> versions = Provenance.of("", Map.of(), Map.of()).libraries();
    ReportPage.write(
        new SweepReport(findings, name(file), folder).of("./mneme sweep " + file, versions), page);
    written.add(page);
    screen.out().println("Wrote");
    written.forEach(each -> screen.out().println("  " + each));
    SweepFindings.Standing best = findings.standings().getFirst();
    findings.rows().stream()
        .filter(row -> row.trial().setting().equals(best.setting()) && row.isFinished())
        .findFirst()
        .ifPresent(row ->
            screen
                .out()
                .println(
                    "Train the best again: mneme train " + row.folder().resolve("recipe.yaml")));
    screen.out().flush();
  }
}
