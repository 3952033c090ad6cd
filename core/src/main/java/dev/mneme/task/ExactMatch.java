package dev.mneme.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * 1 if the text is that of a column, white space at both ends aside; else 0.
 *
 * @param column what holds the right answer
 */
public record ExactMatch(String column) implements TextVerifier {

  @Override
  public double reward(String text, Map<String, @Nullable Object> columns) {
    return text.strip().equals(Expected.text(columns, column).strip()) ? 1 : 0;
  }
}
