package dev.mneme.app.study;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sweep of a study on the small world, as {@code mneme sweep} takes it: trials that differ in
 * one key and the seed, asked the study's suite.
 *
 * @param suite what every model is asked
 * @param items of each benchmark
 * @param drift sequences drawn of either model for its KL
 * @param tokens the most of each
 * @param fisher sequences for the Fisher information of the base; 0 for none
 */
public record StudySweep(Path suite, int items, int drift, int tokens, int fisher) {

  private static final JsonMapper QUOTES = JsonMapper.builder().build();

  /**
   * One group.
   *
   * @param learns the benchmark on whose prompts its models are held against the base
   * @param key that is changed
   */
  public static String group(
      String name, Path recipe, String learns, String key, List<Double> values) {
    return """
      - name: %s
        recipe: %s
        learns: %s
        grid: {%s: %s}
    """
        .formatted(name, quoted(recipe), learns, key, values);
  }

  /**
   * The whole file.
   *
   * @param groups as {@link #group} writes them
   */
  public String of(Path file, Path trials, String groups, List<Long> seeds) {
    return """
    # mneme sweep %s --out %s
    groups:
    %sseeds: %s
    figure: measured.mean
    also: [measured.drift.forward-kl]
    measure:
      suite: %s
      limit: %d
      chat: true
      drift-samples: %d
      drift-tokens: %d
      fisher-samples: %d
    keep: model
    """
        .formatted(
            quoted(file),
            quoted(trials),
            groups,
            seeds,
            quoted(suite),
            items,
            drift,
            tokens,
            fisher);
  }

  /** As YAML reads it, whatever is in it. */
  public static String quoted(Path path) {
    return quoted(path.toString());
  }

  /** As YAML reads it, whatever is in it. */
  public static String quoted(String text) {
    return QUOTES.writeValueAsString(text);
  }
}
