package dev.mneme.app.language;

import dev.mneme.app.ExitCode;
import dev.mneme.app.console.Terminal;
import dev.mneme.data.InputException;
import dev.mneme.policy.Sampling;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code mneme generate}: one text from one prompt. */
@Command(
    name = "generate",
    description = {
      "Write on from a prompt.",
      "Standard output holds the prompt and what follows, as it is written, and nothing else; with --chat the answer alone."
    },
    footer = {
      "",
      "Examples:",
      "  mneme generate models/stories \"Once upon a time\"",
      "  mneme generate models/stories \"\" --temperature 0     from the first token, the likeliest text",
      "  mneme generate models/qwen \"Why is the sky blue?\" --chat --system \"Answer in one sentence.\"",
      "  mneme generate models/qwen \"def fib(n):\" --adapter runs/tuned --stop \"def \" --max-tokens 100"
    })
public final class Generate implements Callable<Integer> {

  @Mixin private ModelOptions options = new ModelOptions();

  @Parameters(
      index = "1",
      paramLabel = "PROMPT",
      description = "the text to go on from; \"\" begins with the model's first token")
  private String prompt = "";

  @Mixin private SamplingOptions drawing = new SamplingOptions();

  @Option(
      names = "--chat",
      description = "ask the prompt as a user, in the words of the model's chat template")
  private boolean chat;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "with --chat: instructions before the prompt")
  private @Nullable String system;

  @Option(
      names = "--json",
      description =
          "one JSON object at the end instead: prompt, completion, why it ended, counts, log-probability")
  private boolean json;

  private final Terminal terminal;

  public Generate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (system != null && !chat) {
      throw new InputException("--system needs --chat: a plain prompt has no roles.");
    }
    Conversation conversation = chat ? new Conversation(options.template(), system) : null;
    options.device().run(() -> write(conversation));
    return ExitCode.OK;
  }

  private void write(@Nullable Conversation conversation) {
    try (LanguageModel model = options.load()) {
      int[] before =
          conversation == null
              ? model.document(prompt)
              : model.written(conversation.asking(prompt));
      Sampling sampling = drawing.sampling(model, before);
      if (json) {
        print(model.write(before, sampling, drawing.stops(), drawing.seed(), _ -> {}), before);
      } else {
        tell(chat ? "" : prompt);
        model.write(before, sampling, drawing.stops(), drawing.seed(), this::tell);
        terminal.out().println();
      }
    }
  }

  private void tell(String piece) {
    terminal.out().print(piece);
    terminal.out().flush();
  }

  private void print(LanguageModel.Written written, int[] before) {
    ObjectNode root = JsonMapper.builder().build().createObjectNode();
    root.put("prompt", prompt);
    root.put("completion", written.text());
    root.put("finish", written.finish().name().toLowerCase(Locale.ROOT));
    root.put("prompt_tokens", before.length);
    root.put("completion_tokens", written.tokens());
    root.put("log_prob", written.logProb());
    root.put("seed", drawing.seed());
    terminal.out().println(root);
  }
}
