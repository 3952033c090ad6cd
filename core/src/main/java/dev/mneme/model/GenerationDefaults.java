package dev.mneme.model;

import dev.mneme.data.SourceFolder;
import java.nio.file.Path;

/**
 * How a model's publisher would sample it: {@code generation_config.json}. What it leaves out bends
 * nothing: the model's own distribution.
 *
 * @param temperature 0 where the file says {@code "do_sample": false}
 * @param topK 0 for all tokens
 * @param topP 1 for all tokens
 * @param minP 0 for all tokens
 * @param repetitionPenalty 1 for none
 */
public record GenerationDefaults(
    double temperature, int topK, double topP, double minP, double repetitionPenalty) {

  private static final String FILE = "generation_config.json";
  private static final int LONGEST = 1 << 20;
  private static final double SMALLEST = 1e-6;

  /** What nobody recommends anything for. */
  public static final GenerationDefaults PLAIN = new GenerationDefaults(1, 0, 1, 0, 1);

  /**
   * The recommendation in a model folder, or {@link #PLAIN} where there is none.
   *
   * @throws dev.mneme.data.InputException if the file is broken
   */
  public static GenerationDefaults of(Path modelFolder) {
    return SourceFolder.open(modelFolder)
        .text(FILE, LONGEST)
        .map(json -> parse(json, modelFolder.resolve(FILE).toString()))
        .orElse(PLAIN);
  }

  private static GenerationDefaults parse(String json, String where) {
    ConfigObject config = ConfigObject.parse(json, where);
    return new GenerationDefaults(
        config.flag("do_sample", true) ? config.number("temperature", 0, 1e6, 1) : 0,
        Math.max(0, config.count("top_k", -1, Integer.MAX_VALUE, 0)),
        config.number("top_p", SMALLEST, 1, 1),
        config.number("min_p", 0, 1, 0),
        config.number("repetition_penalty", SMALLEST, 1e6, 1));
  }
}
