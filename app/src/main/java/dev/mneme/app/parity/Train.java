package dev.mneme.app.parity;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.training.Trainable;
import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.recipe.Draft;
import dev.mneme.run.RunFolder;
import dev.mneme.tensor.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "  mneme train recipes/parity-grpo.yaml --out runs/grpo --resume   go on after an interruption, bit for bit",
      "  mneme train recipes/sft.yaml --out runs/sft --resume --end      be content with what an interrupted run has learnt"
    })
public final class Train implements Callable<Integer> {

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
      names = "--end",
      description =
          "with --resume: take no more steps, and make the model of the newest checkpoint")
  private boolean end;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "native threads; part of what decides the bits of the result (default: 1, and with --resume those of the run)")
  private @Nullable Integer threads;

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
    if (!resume && !RunFolder.isFree(folder)) {
      throw new InputException(
          "%s holds a run already. Add --resume to go on with it, or choose another --out."
              .formatted(folder));
    }
    if (end && !resume) {
      throw new InputException("--end ends a run that is there: add --resume.");
    }
    use(threads != null ? threads : resume ? RunFolder.threads(folder).orElse(1) : 1);
    Trainable training = Recipes.of(Draft.read(recipeFile), images, terminal);
    if (end) {
      RunFolder.endHere(Disk.real(), folder, training.resolved());
    }
    Map<String, String> declared = Map.of("recipe", training.resolved());
    try (Loggers.Session session = loggers.open(name(folder), declared, terminal)) {
      training.train(folder, terminal, session::hear);
    }
    return ExitCode.OK;
  }

  /** Sets the native threads that a user asked for. */
  public static void use(int threads) {
    if (threads < 1 || threads > 1024) {
      throw InputException.of("--threads must lie between 1 and 1024, was %d.", threads);
    }
    Threads.use(threads);
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
