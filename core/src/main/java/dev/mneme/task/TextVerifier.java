package dev.mneme.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges one completion as a text. Texts are untrusted: whatever they hold, a verdict comes back
 * within a stated time, and nothing else happens.
 */
@FunctionalInterface
public interface TextVerifier {

  /**
   * What a completion is worth.
   *
   * @param text without the token that ends it
   * @param columns of the row that the prompt came from
   * @throws dev.mneme.data.InputException if the row lacks what is needed to say so; the caller
   *     adds which row
   */
  Verdict judge(String text, Map<String, @Nullable Object> columns);

  /** The reward alone, in [0, 1]. */
  default double reward(String text, Map<String, @Nullable Object> columns) {
    return judge(text, columns).reward();
  }
}
