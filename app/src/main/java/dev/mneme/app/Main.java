package dev.mneme.app;

import dev.mneme.app.console.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The front door: {@code mneme COMMAND …}. */
@Command(
    name = "mneme",
    description = "Post-train a model without making it forget.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

  private static final int WIDEST_HELP = 110;

  private static final String[] EXAMPLES = {
    "",
    "Examples:",
    "  mneme quickstart              see a model forget, and then not, in minutes",
    "  mneme quickstart --help       what a command can do",
    "  mneme test                    run Mneme's own tests",
    "",
    "Exit codes: 0 done; 1 the work failed; 2 something to put right in what was",
    "given; of compare: 3 HOLD, 4 UNSURE; 70 a fault in Mneme; 130 interrupted."
  };

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofSystem();
    System.exit(Interruption.watching(() -> run(terminal, Commands.all(terminal), arguments)));
  }

  /** Runs one command line and returns its exit code; throws nothing. */
  static int run(Terminal terminal, List<Object> commands, String... arguments) {
    Failures failures = new Failures(terminal, List.of(arguments));
    try {
      return commandLine(terminal, commands, failures).execute(arguments);
    } catch (Throwable thrown) { // the last place that can still say it in one line
      return failures.code(thrown);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  private static CommandLine commandLine(
      Terminal terminal, List<Object> commands, Failures failures) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    line.addSubcommand(new HelpCommand());
    line.getCommandSpec().usageMessage().footer(EXAMPLES);
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.min(WIDEST_HELP, Math.max(80, terminal.columns())))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((mistake, _) -> failures.usage(mistake))
        .setExecutionExceptionHandler((thrown, _, _) -> failures.code(thrown));
  }

  /** No command given: show what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
