package dev.mneme.app.world;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Table;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.lab.world.Course;
import dev.mneme.lab.world.whole.World;
import dev.mneme.lab.world.whole.WorldFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mneme world}: the small world as files. */
@Command(
    name = "world",
    description = {
      "Draw the small world in which forgetting can be measured on a laptop.",
      "It becomes files that every command reads: texts and answered questions to pretrain on, problems of the new tasks, and a",
      "model of random weights to begin with."
    },
    footer = {
      "",
      "Examples:",
      "  mneme world data/lab",
      "  mneme world data/lab --rows 20000 --width 128 --layers 4    less of it, and a smaller model",
      "  mneme train recipes/lab/pretrain.yaml --out runs/lab-base   then pretrains on it"
    })
public final class DrawWorld implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "a folder that does not exist yet")
  private Path folder = Path.of("");

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "texts, and again answered questions (default: ${DEFAULT-VALUE})")
  private long rows = 400_000;

  @Option(
      names = "--problems",
      paramLabel = "N",
      description = "problems of each new task, at most (default: ${DEFAULT-VALUE})")
  private int problems = 4000;

  @Option(names = "--seed", paramLabel = "S", description = "of all that is drawn (default: 0)")
  private long seed;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description = "tokens (default: ${DEFAULT-VALUE})")
  private int vocabulary = 2304;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "of the model, in heads of 32 (default: ${DEFAULT-VALUE})")
  private int width = 160;

  @Option(names = "--layers", paramLabel = "N", description = "(default: ${DEFAULT-VALUE})")
  private int layers = 6;

  private final Terminal terminal;

  public DrawWorld(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    require(rows >= 1, "--rows", rows);
    require(problems >= 1, "--problems", problems);
    require(vocabulary >= 512 && vocabulary <= 100_000, "--vocabulary", vocabulary);
    require(width >= 32 && width % 32 == 0 && width <= 4096, "--width", width);
    require(layers >= 1 && layers <= 100, "--layers", layers);
    if (Files.exists(folder)) {
      throw new InputException(folder + " exists already. Name another folder.");
    }
    World world = World.create();
    int heads = width / 32;
    // 2.8 times the width, in whole vectors
    int mlp = (width * 14 / 5 + 15) / 16 * 16;
    new WorldFolder(world, seed)
        .write(
            new DurableFiles(Disk.real()),
            folder,
            new WorldFolder.Size(
                rows,
                problems,
                new WorldFolder.ModelShape(vocabulary, width, layers, heads, heads, mlp)));
    show(world);
    return ExitCode.OK;
  }

  private void show(World world) {
    Table table =
        Table.of(Table.Column.left("course"), Table.Column.left(""), Table.Column.left("about"));
    for (Course course : world.courses()) {
      table.row(
          course.name(), world.prior().contains(course) ? "prior" : "new", course.domain().about());
    }
    table.print(terminal);
    terminal
        .out()
        .println(
            "Wrote " + folder + " (texts.jsonl, answers.jsonl, a file a new task, untrained/)");
    terminal.out().flush();
  }

  private static void require(boolean condition, String option, long value) {
    if (!condition) {
      throw InputException.of("%s cannot be %d. See \"mneme world --help\".", option, value);
    }
  }
}
