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
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String expected = Expected.text(columns, column).strip();
    return text.strip().equals(expected)
        ? Verdict.of(true, "it is the answer")
        : Verdict.of(false, "it is not " + Expected.quoted(expected));
  }
}
