package dev.mneme.app.language;

import dev.mneme.data.InputException;
import dev.mneme.model.GenerationDefaults;
import dev.mneme.policy.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How text is drawn. What is left out is as the model's generation_config.json recommends. */
final class SamplingOptions {

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "0 takes the likeliest token, 1 draws from the model itself (default: as the model's generation_config.json"
              + " recommends, as for all filters below; otherwise 1 and no filter)")
  private @Nullable Double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "keep the likeliest tokens with this probability in all")
  private @Nullable Double topP;

  @Option(names = "--top-k", paramLabel = "K", description = "keep the K likeliest tokens; 0: all")
  private @Nullable Integer topK;

  @Option(
      names = "--min-p",
      paramLabel = "M",
      description = "drop tokens less likely than this share of the likeliest")
  private @Nullable Double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description = "above 1, make tokens that occurred less likely")
  private @Nullable Double repetitionPenalty;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "longest completion, if the model reads that far (default: ${DEFAULT-VALUE})",
      defaultValue = "256")
  private int maxTokens = 256;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description =
          "another seed, another text; the same seed, the same text (default: ${DEFAULT-VALUE})",
      defaultValue = "0")
  private long seed;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "stop before this text; may be given several times")
  private List<String> stops = List.of();

  /** What was asked for, checked, and no longer than what the model reads behind the prompt. */
  Sampling sampling(LanguageModel model, int[] prompt) {
    GenerationDefaults defaults = model.defaults();
    if (stops.contains("")) {
      throw new InputException("--stop needs a text, was empty. Leave it out to stop nowhere.");
    }
    try {
      return new Sampling(
          temperature != null ? temperature : defaults.temperature(),
          topK != null ? topK : defaults.topK(),
          topP != null ? topP : defaults.topP(),
          minP != null ? minP : defaults.minP(),
          repetitionPenalty != null ? repetitionPenalty : defaults.repetitionPenalty(),
          Math.min(maxTokens, model.room(prompt)),
          model.ends());
    } catch (IllegalArgumentException outside) {
      throw new InputException("--" + outside.getMessage() + ".", outside);
    }
  }

  long seed() {
    return seed;
  }

  List<String> stops() {
    return stops;
  }
}
