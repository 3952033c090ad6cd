package dev.mneme.app.quickstart;

import dev.mneme.app.ExitCode;
import dev.mneme.app.comparison.ComparisonRun;
import dev.mneme.app.comparison.Findings;
import dev.mneme.app.comparison.FindingsPage;
import dev.mneme.app.comparison.Thresholds;
import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.drift.DriftMeter;
import dev.mneme.app.drift.NeutralTexts;
import dev.mneme.app.evaluation.EvaluatedModel;
import dev.mneme.app.evaluation.Suite;
import dev.mneme.app.evaluation.Suites;
import dev.mneme.app.evaluation.TaskItems;
import dev.mneme.app.language.ModelSource;
import dev.mneme.app.report.Copies;
import dev.mneme.app.report.ReportPage;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldFolder;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.KlMeter;
import dev.mneme.run.Sweep;
import dev.mneme.tensor.ElementType;
import dev.mneme.train.Diverged;
import dev.mneme.train.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mneme quickstart}: one task taught in two ways, and what each makes a model forget. */
@Command(
    name = "quickstart",
    description = {
      "Teach a small model a task by imitation and by reward, and see what each makes it forget.",
      "Offline, in minutes: the model comes with Mneme, the task is drawn here, and nothing is downloaded."
    },
    footer = {
      "",
      "Examples:",
      "  mneme quickstart",
      "  mneme quickstart --seed 1 --out runs/quickstart-1 --json findings.json",
      "Interrupt it at any time: the same command goes on where it stopped."
    })
public final class Quickstart implements Callable<Integer> {

  private static final String COURSE = "maths";
  private static final String SUITE = "lab-prior";

  /** Where the launcher says that Mneme lies. */
  private static final String HOME = "mneme.home";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to keep runs and results (default: ${DEFAULT-VALUE})",
      defaultValue = "runs/quickstart")
  private Path out = Path.of("runs", "quickstart");

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "the model to teach (default: models/lab-base, which comes with Mneme)")
  private @Nullable Path model;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "of everything random (default: ${DEFAULT-VALUE})",
      defaultValue = "0")
  private long seed;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the findings here, for machines")
  private @Nullable Path json;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "ways taught side by side (default: one a core)")
  private int workers = Runtime.getRuntime().availableProcessors();

  private final Terminal terminal;
  private final Effort effort;
  private final DurableFiles files = new DurableFiles(Disk.real());

  /**
   * How long it takes.
   *
   * @param problems that are learnt from
   * @param imitation optimizer steps
   * @param reward optimizer steps
   * @param learnt items of the new task that are asked
   * @param items of each prior task
   * @param sequences sampled for each KL, at most
   */
  record Effort(int problems, int imitation, int reward, int learnt, int items, int sequences) {

    static final Effort MINUTES = new Effort(4000, 150, 50, 300, 50, 96);
  }

  public Quickstart(Terminal terminal) {
    this(terminal, Effort.MINUTES);
  }

  Quickstart(Terminal terminal, Effort effort) {
    this.terminal = terminal;
    this.effort = effort;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (workers < 1) {
      throw new InputException("--workers must be at least 1, was " + workers + ".");
    }
    Copies.requirePlace("--json", json);
    Path base = base();
    Path problems = problems();
    List<Teaching> ways = teach(base, problems);
    List<Taught> taught = compare(base, ways);
    QuickstartWords words = new QuickstartWords(COURSE, taught);
    words.print(terminal);
    write(words, taught);
    return ExitCode.OK;
  }

  private Path base() {
    Path base = model != null ? model : Path.of(System.getProperty(HOME, ""), "models", "lab-base");
    if (!Files.exists(base.resolve("config.json"))) {
      throw new InputException(
          "%s holds no model. Name one with --model, in Hugging Face's layout and with a chat template."
              .formatted(base));
    }
    return base;
  }

  /** The same rows whenever they are drawn. */
  private Path problems() {
    World world = World.create();
    Path file = out.resolve(COURSE + ".jsonl");
    files.makeFolder(out);
    new WorldFolder(world, 0).problems(files, file, world.course(COURSE), effort.problems());
    return file;
  }

  private List<Teaching> teach(Path base, Path problems) throws InterruptedException {
    Latest latest = new Latest();
    int steps = effort.imitation() + effort.reward();
    try (Progress progress = Progress.start(terminal, "teaching", "steps", steps)) {
      Teaching.Shared shared =
          new Teaching.Shared(
              base, problems, COURSE, seed, out, event -> latest.hear(event, progress));
      List<Teaching> ways =
          List.of(Teaching.sft(shared, effort.imitation()), Teaching.grpo(shared, effort.reward()));
      new Sweep(workers, new Stopping()).run(ways);
      return ways;
    }
  }

  /** The newest figures of both ways, which are heard from two threads. */
  private static final class Latest {
    private final Map<String, Double> figures = new TreeMap<>();

    synchronized void hear(Event event, Progress progress) {
      if (event instanceof Event.Stepped stepped) {
        stepped
            .values()
            .forEach((name, value) -> {
              if (name.endsWith("/reward")) {
                figures.put("reward", value);
              } else if (name.equals("cross-entropy/loss")) {
                figures.put("loss", value);
              }
            });
        progress.step(
            figures.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s %.2f", each.getKey(), each.getValue()))
                .collect(Collectors.joining("  ")));
      }
    }
  }

  /** A way that does not come to its end leaves nothing to compare. */
  private static final class Stopping implements Sweep.Listener {

    @Override
    public void finished(Sweep.Trial trial, int done, int all, boolean skipped) {}

    @Override
    public void diverged(Sweep.Trial trial, Diverged cause) {
      throw new InputException(trial.name() + ": " + cause.getMessage(), cause);
    }
  }

  private List<Taught> compare(Path base, List<Teaching> ways) {
    ClusterBootstrap bootstrap = new ClusterBootstrap(2000, Thresholds.USUAL.confidence(), seed);
    DriftMeter meter =
        new DriftMeter(
            new KlMeter.Rule(Math.min(64, effort.sequences()), effort.sequences(), 0.1, 1e-4),
            80,
            NeutralTexts.of(null),
            bootstrap,
            seed);
    List<Taught> taught = new ArrayList<>();
    try (Suites suites = new Suites()) {
      List<TaskItems> learnt =
          suites.of(List.of("lab-" + COURSE)).entries().stream()
              .map(entry -> items(entry, effort.learnt()))
              .toList();
      List<TaskItems> prior =
          suites.suite(SUITE).entries().stream()
              .map(entry -> items(entry, effort.items()))
              .toList();
      for (Teaching way : ways) {
        Path answers = out.resolve("answers-" + way.name().toLowerCase(Locale.ROOT));
        files.makeFolder(answers);
        Findings findings =
            new ComparisonRun(
                    List.of(
                        new EvaluatedModel("base", ModelSource.in(base), null),
                        new EvaluatedModel(
                            way.name(),
                            ModelSource.in(way.tuned().folder()),
                            way.tuned().adapter())),
                    learnt,
                    prior,
                    SUITE,
                    0,
                    0,
                    seed,
                    true,
                    ElementType.F32,
                    meter,
                    null,
                    Thresholds.USUAL,
                    bootstrap,
                    answers,
                    out.resolve("answers"))
                .run(terminal);
        taught.add(new Taught(way.name(), findings));
      }
    }
    return taught;
  }

  private static TaskItems items(Suite.Entry entry, int most) {
    return TaskItems.read(entry, Path.of("data"), most, 0);
  }

  private void write(QuickstartWords words, List<Taught> taught) {
    String command = "./mneme quickstart --seed " + seed;
    List<Path> written = new ArrayList<>();
    Path findings = out.resolve("findings.json");
    String text = QuickstartJson.of(words);
    files.write(findings, text);
    written.add(findings);
    if (json != null) {
      files.write(json, text);
      written.add(json);
    }
    Path page = out.resolve("report.html");
    ReportPage.write(new QuickstartPage(words, command, seed).report(), page);
    written.add(page);
    for (Taught each : taught) {
      Path own = out.resolve(each.way().toLowerCase(Locale.ROOT) + ".html");
      ReportPage.write(new FindingsPage(each.findings(), command, seed).report(), own);
      written.add(own);
    }
    terminal.out().println();
    terminal.out().println("Wrote");
    written.forEach(file -> terminal.out().println("  " + file));
    terminal.out().println("Open " + page + " in a browser to see the figures.");
    terminal.out().flush();
  }
}
