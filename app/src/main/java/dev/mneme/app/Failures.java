package dev.mneme.app;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.run.Halted;
import dev.mneme.train.Diverged;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Turns whatever ended a command into one line on standard error and an exit code. */
final class Failures {

  private static final int LONGEST_INTERNAL_MESSAGE = 300;

  private final Terminal terminal;
  private final List<String> arguments;

  Failures(Terminal terminal, List<String> arguments) {
    this.terminal = terminal;
    this.arguments = arguments;
  }

  /** A command line that could not be understood. */
  int usage(CommandLine.ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    String what =
        mistake instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unknown(unmatched.getUnmatched().getFirst(), command)
            : oneLine(mistake).replaceAll("[.]?$", ".");
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return say("%s See \"%s\".".formatted(what, help), ExitCode.MISTAKE);
  }

  private static String unknown(String word, CommandLine command) {
    boolean option = word.startsWith("-");
    Set<String> known =
        option ? command.getCommandSpec().optionsMap().keySet() : command.getSubcommands().keySet();
    String kind = option ? "option" : known.isEmpty() ? "argument" : "command";
    String nearest = Nearest.of(word, known);
    String line = "unknown %s \"%s\".".formatted(kind, word);
    return nearest == null ? line : "%s Did you mean \"%s\"?".formatted(line, nearest);
  }

  /** Anything a command threw. */
  int code(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return switch (cause) {
      case InputException full
          when full.getCause() instanceof IOException beneath && DurableFiles.isFull(beneath) ->
          say(oneLine(full), ExitCode.FAILED);
      case InputException cut when cut.getCause() instanceof ClosedByInterruptException ->
          say("interrupted", ExitCode.INTERRUPTED);
      case InputException stopped when stopped.getCause() instanceof Diverged ->
          say(oneLine(stopped), ExitCode.FAILED);
      case InputException mistake -> say(oneLine(mistake), ExitCode.MISTAKE);
      case CancellationException told when told.getMessage() != null ->
          say(oneLine(told), ExitCode.INTERRUPTED);
      case InterruptedException _,
          InterruptedIOException _,
          ClosedByInterruptException _,
          CancellationException _ ->
          say("interrupted", ExitCode.INTERRUPTED);
      case Diverged diverged -> say(oneLine(diverged), ExitCode.FAILED);
      case Halted halted -> say(oneLine(halted), ExitCode.FAILED);
      case NoSuchFileException missing ->
          say("%s: no such file or folder".formatted(missing.getFile()), ExitCode.FAILED);
      case AccessDeniedException denied ->
          say("%s: permission denied".formatted(denied.getFile()), ExitCode.FAILED);
      case IOException broken -> say(oneLine(broken), ExitCode.FAILED);
      default -> internal(cause);
    };
  }

  private int internal(Throwable fault) {
    String what = fault.getClass().getSimpleName() + ": " + firstLine(fault);
    return say(
        "internal error: %s. %s".formatted(what.replaceAll("\\.$", ""), keepTrace(fault)),
        ExitCode.INTERNAL);
  }

  /** Where the trace was written, or that it could not be. */
  private String keepTrace(Throwable fault) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    writer.println(Version.describe().replace('\n', ' '));
    writer.println("arguments: " + arguments);
    fault.printStackTrace(writer);
    try {
      Path file = Files.createTempFile("mneme-", ".trace.txt");
      Files.writeString(file, text.toString());
      return "The trace is in %s; please send it with your report.".formatted(file);
    } catch (IOException e) {
      return "The trace could not be written (%s).".formatted(oneLine(e));
    }
  }

  private int say(String line, int code) {
    terminal.out().flush();
    terminal.err().println("mneme: " + line);
    terminal.err().flush();
    return code;
  }

  /** What lies beneath exceptions that only carry others. */
  private static Throwable unwrap(Throwable thrown) {
    Throwable current = thrown;
    while (current.getCause() != null
        && (current instanceof UncheckedIOException
            || current instanceof ExecutionException
            || current instanceof CompletionException
            || current instanceof CommandLine.ExecutionException)) {
      current = current.getCause();
    }
    return current;
  }

  private static String oneLine(Throwable thrown) {
    return text(thrown).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Native errors carry their whole trace in the message; its first line says what happened. */
  private static String firstLine(Throwable thrown) {
    String line = text(thrown).lines().findFirst().orElse("").strip();
    return line.length() <= LONGEST_INTERNAL_MESSAGE
        ? line
        : line.substring(0, LONGEST_INTERNAL_MESSAGE) + "…";
  }

  private static String text(Throwable thrown) {
    @Nullable String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }
}
