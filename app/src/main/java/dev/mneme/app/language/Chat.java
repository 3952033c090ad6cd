package dev.mneme.app.language;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mneme chat}: questions line by line, each answered with all before it in mind. */
@Command(
    name = "chat",
    description = {
      "Talk with a model in the words of its own chat template.",
      "A line is a question; /clear forgets the conversation, /exit or Ctrl-D ends it. Only answers go to standard output, so",
      "questions may also come from a file."
    },
    footer = {
      "",
      "Examples:",
      "  mneme chat models/qwen",
      "  mneme chat models/qwen --system \"You are a pirate.\" --temperature 0.7 --max-tokens 400",
      "  mneme chat models/qwen --adapter runs/tuned",
      "  mneme chat models/qwen < questions.txt > answers.txt"
    })
public final class Chat implements Callable<Integer> {

  private static final String CLEAR = "/clear";
  private static final String EXIT = "/exit";

  @Mixin private ModelOptions options = new ModelOptions();

  @Mixin private SamplingOptions drawing = new SamplingOptions();

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "instructions before the conversation, which /clear keeps")
  private @Nullable String system;

  private final Terminal terminal;
  private final BufferedReader questions;

  /**
   * @param questions borrowed
   */
  public Chat(Terminal terminal, Reader questions) {
    this.terminal = terminal;
    this.questions = new BufferedReader(questions);
  }

  /** {@link ExitCode#MISTAKE} where a question did not fit into what the model reads. */
  @Override
  public Integer call() throws IOException {
    Conversation conversation = new Conversation(options.template(), system);
    return options
        .device()
        .call(() -> {
          try (LanguageModel model = options.load()) {
            return talk(model, conversation) ? ExitCode.OK : ExitCode.MISTAKE;
          }
        });
  }

  /** Whether every question was answered. */
  private boolean talk(LanguageModel model, Conversation conversation) throws IOException {
    if (terminal.live()) {
      terminal.err().printf("%s forgets the conversation, %s or Ctrl-D ends it.%n", CLEAR, EXIT);
    }
    boolean answered = true;
    for (String line = ask(); line != null && !line.strip().equals(EXIT); line = ask()) {
      if (line.strip().equals(CLEAR)) {
        conversation.clear();
      } else if (!line.isBlank()) {
        answered &= answer(line, model, conversation);
      }
    }
    return answered;
  }

  /** The next line; null at the end of the input. */
  private @Nullable String ask() throws IOException {
    if (terminal.live()) {
      terminal.err().print("> ");
      terminal.err().flush();
    }
    String line = questions.readLine();
    if (line == null && terminal.live()) {
      terminal.err().println();
    }
    return line;
  }

  /** Answers, unless the conversation has become longer than the model reads. */
  private boolean answer(String question, LanguageModel model, Conversation conversation) {
    int[] before = model.written(conversation.asking(question));
    if (before.length >= model.reads()) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "mneme: with this question the conversation has %,d tokens and the model reads %,d in all."
                  + " %s begins anew.%n",
              before.length,
              model.reads(),
              CLEAR);
      return false;
    }
    long seed = drawing.seed() + conversation.turns();
    LanguageModel.Written written =
        model.write(before, drawing.sampling(model, before), drawing.stops(), seed, this::tell);
    terminal.out().println();
    conversation.add(question, written.text());
    return true;
  }

  private void tell(String piece) {
    terminal.out().print(piece);
    terminal.out().flush();
  }
}
