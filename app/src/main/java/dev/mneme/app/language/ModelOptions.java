package dev.mneme.app.language;

import dev.mneme.tensor.Device;
import dev.mneme.text.ChatTemplate;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model writes, and on what. */
final class ModelOptions {

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

  @Mixin private ComputeOptions compute = new ComputeOptions();

  /**
   * How the model wants conversations written.
   *
   * @throws dev.mneme.data.InputException if there is no model, or it has no template
   */
  ChatTemplate template() {
    return ChatTemplate.of(ModelSource.in(folder).folder());
  }

  Device device() {
    return compute.device();
  }

  LanguageModel load() {
    compute.useThreads();
    return LanguageModel.load(ModelSource.in(folder), compute.precision(), adapter);
  }
}
