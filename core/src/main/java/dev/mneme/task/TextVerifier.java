package dev.mneme.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scores one completion as a text. */
@FunctionalInterface
public interface TextVerifier {

  /**
   * What a completion is worth.
   *
   * @param text without the token that ends it
   * @param columns of the row that the prompt came from
   * @return in [0, 1]
   * @throws dev.mneme.data.InputException if the row lacks what is needed to say so; the caller
   *     adds which row
   */
  double reward(String text, Map<String, @Nullable Object> columns);
}
