package dev.mneme.app;

import dev.mneme.app.budget.ReproduceBudget;
import dev.mneme.app.comparison.Compare;
import dev.mneme.app.conflict.ReproduceConflict;
import dev.mneme.app.console.Terminal;
import dev.mneme.app.evaluation.Eval;
import dev.mneme.app.evaluation.Overlap;
import dev.mneme.app.evaluation.Tasks;
import dev.mneme.app.language.Chat;
import dev.mneme.app.language.Convert;
import dev.mneme.app.language.Generate;
import dev.mneme.app.multitask.ReproduceMultitask;
import dev.mneme.app.parity.Check;
import dev.mneme.app.parity.Reproduce;
import dev.mneme.app.parity.ReproduceParity;
import dev.mneme.app.parity.Train;
import dev.mneme.app.quickstart.Quickstart;
import dev.mneme.app.razor.ReproduceRazor;
import dev.mneme.app.recap.ReproduceRecap;
import dev.mneme.app.sequences.ReproduceSequences;
import dev.mneme.app.sweep.SweepCommand;
import dev.mneme.app.world.DrawWorld;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/**
 * Every command of {@code mneme}, in the order in which {@code --help} lists them. A command is a
 * class annotated with {@code @Command(name = …, description = …)} that is a {@code
 * Callable<Integer>} and returns an {@link ExitCode}; what goes wrong it throws.
 */
final class Commands {

  private Commands() {}

  static List<Object> all(Terminal terminal) {
    CommandLine reproduce = new CommandLine(new Reproduce());
    reproduce.addSubcommand(new ReproduceParity(terminal));
    reproduce.addSubcommand(new ReproduceSequences(terminal));
    reproduce.addSubcommand(new ReproduceConflict(terminal));
    reproduce.addSubcommand(new ReproduceMultitask(terminal));
    reproduce.addSubcommand(new ReproduceRazor(terminal));
    reproduce.addSubcommand(new ReproduceRecap(terminal));
    reproduce.addSubcommand(new ReproduceBudget(terminal));
    return List.of(
        new Quickstart(terminal),
        reproduce,
        new Check(terminal),
        new Train(terminal),
        new SweepCommand(terminal),
        new Generate(terminal),
        new Chat(terminal, new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        new Convert(terminal),
        new DrawWorld(terminal),
        new Eval(terminal),
        new Compare(terminal),
        new Tasks(terminal),
        new Overlap(terminal));
  }
}
