package dev.mneme.app.study;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sweep of a study on the small world, as {@code mneme sweep} takes it: trials that differ in
 * one key and the seed, asked the study's suite.
 *
 * @param suite what every model is asked
 * @param also figures that stand beside the mean over the suite
 * @param items of each benchmark
 * @param drift sequences drawn of either model for its KL
 * @param tokens the most of each
 * @param fisher sequences for the Fisher information of the base; 0 for none
 */
public record StudySweep(
    Path suite, List<String> also, int items, int drift, int tokens, int fisher) {

  /** Where a group says what it learns: how far its models went. */
  public static final List<String> FORWARD_KL = List.of("measured.drift.forward-kl");

  private static final JsonMapper QUOTES = JsonMapper.builder().build();

  public StudySweep {
    also = List.copyOf(also);
  }

  /**
   * One group.
   *
   * @param learns the benchmark on whose prompts its models are held against the base; empty for
   *     none
   * @param key that is changed
   * @param values numbers or words
   */
  public static String group(String name, Path recipe, String learns, String key, List<?> values) {
    return """
      - name: %s
        recipe: %s
        learns: %s
        grid: {%s: %s}
    """
        .formatted(name, quoted(recipe), quoted(learns), key, QUOTES.writeValueAsString(values));
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
    also: %s
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
            also,
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
