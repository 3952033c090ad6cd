package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.InputException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpListsTheCommandsAndGivesExamples() {
    assertThat(run(() -> 0, "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: mneme", "work ", "Examples:", "mneme quickstart");
    assertThat(err.toString()).isEmpty();
  }

  /** The list of commands shows the first line of each description. */
  @Test
  void everyCommandIsListedWithAWholeSentence() {
    Terminal terminal = Terminal.plain(new StringWriter(), new StringWriter());
    for (Object command : Commands.all(terminal)) {
      CommandLine line = command instanceof CommandLine made ? made : new CommandLine(command);
      Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
          .map(each -> each.getCommandSpec().usageMessage().description()[0])
          .forEach(first -> assertThat(first).endsWith(".").hasSizeLessThan(100));
    }
  }

  @Test
  void withoutACommandTheHelpIsShown() {
    assertThat(run(() -> 0)).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: mneme");
  }

  @Test
  void everyCommandHasHelpAndVersion() {
    assertThat(run(() -> 0, "work", "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("Usage: mneme work");
    assertThat(run(() -> 0, "work", "--version")).isEqualTo(ExitCode.OK);
  }

  @Test
  void versionNamesTheReleaseAndWhatItRunsOn() {
    assertThat(run(() -> 0, "--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .matches("(?s)mneme \\d+\\.\\d+\\.\\d+\\S*\\R.*libtorch \\d.*")
        .contains("Java " + Runtime.version());
  }

  @Test
  void theCodeACommandReturnsIsTheExitCode() {
    assertThat(run(() -> ExitCode.FAILED, "work")).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void anUnknownOptionIsOneLineAndCodeTwo() {
    assertThat(run(() -> 0, "work", "--stepz", "3")).isEqualTo(ExitCode.MISTAKE);
    assertThat(oneLine())
        .isEqualTo(
            "mneme: unknown option \"--stepz\". Did you mean \"--steps\"?"
                + " See \"mneme work --help\".");
  }

  @Test
  void anUnknownCommandIsOneLineWithASuggestion() {
    assertThat(run(() -> 0, "wrok")).isEqualTo(ExitCode.MISTAKE);
    assertThat(oneLine())
        .isEqualTo("mneme: unknown command \"wrok\". Did you mean \"work\"? See \"mneme --help\".");
  }

  @Test
  void aValueOfTheWrongTypeIsOneLineAndCodeTwo() {
    assertThat(run(() -> 0, "work", "--steps", "many")).isEqualTo(ExitCode.MISTAKE);
    assertThat(oneLine()).contains("--steps", "'many'");
  }

  @Test
  void aMistakeOfTheUserIsItsMessageAlone() {
    int code = run(thrower(new InputException("recipe.yaml:14: unknown key\n\"x\"")), "work");
    assertThat(code).isEqualTo(ExitCode.MISTAKE);
    assertThat(oneLine()).isEqualTo("mneme: recipe.yaml:14: unknown key\uFFFD\"x\"");
  }

  @Test
  void brokenInputAndOutputIsAFailureOfTheWork() {
    assertThat(run(thrower(new UncheckedIOException(new IOException("No space left"))), "work"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(oneLine()).isEqualTo("mneme: No space left");
  }

  @Test
  void aFullDiskIsAFailureOfTheWorkAndAForbiddenPlaceAMistake() {
    Path file = Path.of("run", "events.jsonl");
    IOException full = new IOException("No space left on device");
    assertThat(run(thrower(DurableFiles.explain(file, full)), "work")).isEqualTo(ExitCode.FAILED);
    assertThat(oneLine()).contains("the disk is full");
    IOException forbidden = new IOException("Operation not permitted");
    assertThat(run(thrower(DurableFiles.explain(file, forbidden)), "work"))
        .isEqualTo(ExitCode.MISTAKE);
    assertThat(err.toString()).contains("permission denied. Choose a folder you may write to.");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThat(run(thrower(new NoSuchFileException("a/b.txt")), "work")).isEqualTo(ExitCode.FAILED);
    assertThat(oneLine()).isEqualTo("mneme: a/b.txt: no such file or folder");
  }

  @Test
  void beingInterruptedHasItsOwnCode() {
    assertThat(run(thrower(new InterruptedException()), "work")).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(run(thrower(new CancellationException()), "work")).isEqualTo(ExitCode.INTERRUPTED);
  }

  @Test
  void aFaultOfOursIsOneLineAndItsTraceIsKept() throws IOException {
    int code = run(thrower(new IllegalStateException("broken\nsecond line")), "work");
    assertThat(code).isEqualTo(ExitCode.INTERNAL);
    assertThat(oneLine())
        .startsWith("mneme: internal error: IllegalStateException: broken. The trace is in ");
    Matcher named = Pattern.compile("trace is in (\\S+);").matcher(oneLine());
    assertThat(named.find()).isTrue();
    Path trace = Path.of(named.group(1));
    assertThat(trace).content().contains("mneme ", "arguments: [work]", "second line", "at dev.");
    Files.delete(trace);
  }

  @Test
  void evenAnErrorOfTheMachineIsOneLine() throws IOException {
    int code =
        run(
            () -> {
              throw new StackOverflowError("deep");
            },
            "work");
    assertThat(code).isEqualTo(ExitCode.INTERNAL);
    assertThat(oneLine()).contains("StackOverflowError: deep");
    Matcher named = Pattern.compile("trace is in (\\S+);").matcher(oneLine());
    assertThat(named.find()).isTrue();
    Files.delete(Path.of(named.group(1)));
  }

  @Test
  void coloursAppearOnlyWhereTheTerminalTakesThem() {
    run(() -> 0, "--help");
    assertThat(out.toString()).doesNotContain("\u001b[");
    Terminal plain = Terminal.plain(out, err);
    Terminal coloured = new Terminal(plain.out(), plain.err(), true, true, 80);
    Main.run(coloured, List.of(), "--help");
    assertThat(out.toString()).contains("\u001b[");
  }

  private int run(Callable<Integer> work, String... arguments) {
    return Main.run(Terminal.plain(out, err), List.of(new Work(work)), arguments);
  }

  private String oneLine() {
    assertThat(err.toString().lines()).hasSize(1);
    return err.toString().strip();
  }

  private static Callable<Integer> thrower(Exception exception) {
    return () -> {
      throw exception;
    };
  }

  @Command(name = "work", description = "Does what the test says.")
  private static final class Work implements Callable<Integer> {

    @Option(names = "--steps")
    int steps;

    private final Callable<Integer> work;

    Work(Callable<Integer> work) {
      this.work = work;
    }

    @Override
    public Integer call() throws Exception {
      return work.call() + steps;
    }
  }
}
