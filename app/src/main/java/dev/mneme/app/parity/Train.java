package dev.mneme.app.parity;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Progress;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.tuning.PostTraining;
import dev.mneme.app.tuning.TextTraining;
import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.lab.images.ImageWorld;
import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.lab.parity.ParityTraining;
import dev.mneme.lab.parity.ParityWorld;
import dev.mneme.lab.parity.Point;
import dev.mneme.recipe.RecipeFormat;
import dev.mneme.run.Provenance;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.Threads;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mneme train}: one recipe, one run folder. */
@Command(
    name = "train",
    description = {
      "Train what a recipe declares, into a run folder that can be resumed.",
      "With the key objective a language model is tuned on rows of data: by imitation (cross-entropy, dft, proximal-sft),",
      "preference (dpo, simpo, ipo, robust-dpo), reward (grpo, dr-grpo, dapo, bnpo, rloo, reinforce++, gspo, cispo, reinforce) or",
      "distillation (gkd, sdft). With model alone it goes on learning from a text; without either the recipe is a ParityMNIST trial.",
      "Keys that are left out have the defaults that the run folder's recipe.yaml shows."
    },
    footer = {
      "",
      "Examples:",
      "  mneme train recipes/parity-grpo.yaml --out runs/grpo",
      "  mneme train recipes/text.yaml --out runs/text",
      "  mneme train recipes/sft.yaml --out runs/sft",
      "  mneme train recipes/grpo.yaml --out runs/grpo-text",
      "  mneme train recipes/parity-grpo.yaml --out runs/grpo --resume   go on after an interruption, bit for bit"
    })
public final class Train implements Callable<Integer> {

  private static final int CHECKPOINTS = 2;

  @Parameters(paramLabel = "RECIPE", description = "a recipe in YAML")
  private Path recipeFile = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "the run folder (default: runs/ and the recipe's name)")
  private @Nullable Path out;

  @Option(names = "--resume", description = "go on with the run in the folder")
  private boolean resume;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "native threads; part of what decides the bits of the result (default: ${DEFAULT-VALUE})",
      defaultValue = "1")
  private int threads = 1;

  @Mixin private ImageOptions images = new ImageOptions();

  @Mixin private Loggers loggers = new Loggers();

  private final Terminal terminal;

  public Train(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path folder =
        out != null
            ? out
            : Path.of("runs", recipeFile.getFileName().toString().replaceFirst("\\.ya?ml$", ""));
    if (resume && !Files.exists(folder.resolve(RunFolder.RECIPE))) {
      throw new InputException(
          "%s holds no run to resume. Leave --resume out to start one.".formatted(folder));
    }
    if (!resume && Files.exists(folder.resolve(RunFolder.RECIPE))) {
      throw new InputException(
          "%s holds a run already. Add --resume to go on with it, or choose another --out."
              .formatted(folder));
    }
    use(threads);
    Map<String, String> top = RecipeFormat.topLevel(recipeFile);
    if (PostTraining.declaredBy(top)) {
      tune(folder, PostTraining::run);
    } else if (TextTraining.declaredBy(top.keySet())) {
      tune(folder, TextTraining::run);
    } else {
      trainImages(ParityRecipe.FORMAT.read(recipeFile), folder);
    }
    return ExitCode.OK;
  }

  /** Sets the native threads that a user asked for. */
  static void use(int threads) {
    if (threads < 1 || threads > 1024) {
      throw InputException.of("--threads must lie between 1 and 1024, was %d.", threads);
    }
    Threads.use(threads);
  }

  private interface Tuning {
    void run(Path recipe, Path folder, Terminal terminal, Observer watcher);
  }

  private void tune(Path folder, Tuning tuning) {
    Map<String, String> declared = Map.of("recipe", recipeFile.toString());
    try (Loggers.Session session = loggers.open(name(folder), declared, terminal)) {
      tuning.run(recipeFile, folder, terminal, session::hear);
    }
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  private void trainImages(ParityRecipe recipe, Path folder) {
    ImageWorld pictures = images.load(recipe, terminal);
    Provenance machine = Provenance.of("", pictures.hashes(), Map.of());
    Map<String, Double> last = new HashMap<>();
    Map<String, String> declared = Map.of("recipe", ParityRecipe.FORMAT.write(recipe));
    try (ParityWorld world = ParityWorld.of(pictures);
        Loggers.Session session = loggers.open(name(folder), declared, terminal);
        Progress progress =
            Progress.start(
                terminal,
                recipe.tuning().method().title(),
                "measurements",
                recipe.probing().points())) {
      new ParityTraining(recipe, world, (part, trial) -> open(folder, part, trial, machine))
          .run(event -> {
            session.hear(event);
            show(event, progress, last);
          });
    }
    print(last, folder);
  }

  private RunFolder open(Path folder, String name, ParityRecipe recipe, Provenance machine) {
    Path place = folder.resolve(name);
    String text = ParityRecipe.FORMAT.write(recipe);
    Provenance own =
        machine.ofRun(text, Map.of("seed", recipe.seed(), "base", recipe.base().seed()));
    if (Files.exists(place.resolve(RunFolder.RECIPE))) {
      return RunFolder.resume(
          Disk.real(),
          place,
          text,
          own,
          RunFolder.OtherRecipe.REFUSE,
          CHECKPOINTS,
          terminal.err()::println);
    }
    return RunFolder.create(Disk.real(), place, text, own, CHECKPOINTS, terminal.err()::println);
  }

  private static void show(Event event, Progress progress, Map<String, Double> last) {
    if (event instanceof Event.Measured measured && measured.probe().equals(Point.PROBE)) {
      last.putAll(measured.values());
      progress.step(
          String.format(
              Locale.ROOT,
              "parity %.1f %%  garments %.1f %%  KL %.2f",
              100 * last.getOrDefault(Point.NEW_ACCURACY, Double.NaN),
              100 * last.getOrDefault(Point.OLD_ACCURACY, Double.NaN),
              last.getOrDefault(Point.FORWARD_KL, Double.NaN)));
    }
  }

  private void print(Map<String, Double> last, Path folder) {
    if (last.isEmpty()) {
      terminal.out().println("The run in " + folder + " is finished already.");
      return;
    }
    Table.of(Table.Column.left("task"), Table.Column.right("base"), Table.Column.right("tuned"))
        .row(
            "parity (new), %",
            percent(last, Point.BASE_NEW_ACCURACY), percent(last, Point.NEW_ACCURACY))
        .row(
            "garments (old), %",
            percent(last, Point.BASE_OLD_ACCURACY), percent(last, Point.OLD_ACCURACY))
        .row(
            "forward KL, nats",
            "0",
            ParityTables.number(last.getOrDefault(Point.FORWARD_KL, Double.NaN), 3))
        .print(terminal);
    terminal.out().println("Wrote " + folder + " (events.jsonl, checkpoints/)");
    terminal.out().flush();
  }

  private static String percent(Map<String, Double> figures, String name) {
    return ParityTables.number(100 * figures.getOrDefault(name, Double.NaN), 1);
  }
}
