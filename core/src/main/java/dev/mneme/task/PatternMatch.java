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
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    Matcher matcher = pattern.matcher(text);
    boolean found = false;
    String said = null;
    while (matcher.find()) {
      found = true;
      said = matcher.groupCount() > 0 ? matcher.group(1) : null;
    }
    if (!found || matcher.groupCount() == 0) {
      return Verdict.of(found, found ? "the pattern is found" : "the pattern is not found");
    }
    String expected = Expected.text(columns, column).strip();
    return Verdict.of(
        said != null && said.strip().equals(expected),
        "the pattern finds %s, %s is wanted"
            .formatted(
                said == null ? "nothing" : Expected.quoted(said.strip()),
                Expected.quoted(expected)));
  }
}
