package dev.mneme.task;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 if a regular expression is found in the text; if it has a group, the last match's first group
 * must be the text of a column, white space at both ends aside. Else 0.
 *
 * @param pattern such as {@code answer: *(\w+)}
 * @param column what holds the right answer, for patterns with a group
 */
public record PatternMatch(Pattern pattern, String column) implements TextVerifier {

  @Override
  public double reward(String text, Map<String, @Nullable Object> columns) {
    Matcher matcher = pattern.matcher(text);
    boolean found = false;
    String said = null;
    while (matcher.find()) {
      found = true;
      said = matcher.groupCount() > 0 ? matcher.group(1) : null;
    }
    if (!found || matcher.groupCount() == 0) {
      return found ? 1 : 0;
    }
    return said != null && said.strip().equals(Expected.text(columns, column).strip()) ? 1 : 0;
  }
}
