package dev.mneme.app.language;

import dev.mneme.data.InputException;
import dev.mneme.tensor.Threads;
import dev.mneme.text.ChatTemplate;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model writes, and on what. */
final class ModelOptions {

  private static final int MOST_THREADS = 1024;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "a Hugging Face model folder, or a folder with a llama2.c .bin")
  private Path folder = Path.of("");

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "add this PEFT adapter to the model")
  private @Nullable Path adapter;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "compute in f32, bf16 or f16 (default: f32)")
  private Precision precision = Precision.F32;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "native threads (default: libtorch's choice, one a core)")
  private @Nullable Integer threads;

  /**
   * How the model wants conversations written.
   *
   * @throws InputException if there is no model, or it has no template
   */
  ChatTemplate template() {
    return ChatTemplate.of(ModelSource.in(folder).folder());
  }

  LanguageModel load() {
    if (threads != null) {
      if (threads < 1 || threads > MOST_THREADS) {
        throw InputException.of(
            "--threads must lie between 1 and %d, was %d.", MOST_THREADS, threads);
      }
      Threads.use(threads);
    }
    return LanguageModel.load(ModelSource.in(folder), precision.type(), adapter);
  }
}
