package dev.mneme.task;

import dev.mneme.text.BoundedSearch;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 if a regular expression is found in the text; if it has a group, the last match's first group
 * must be the text of a column, white space at both ends aside. Else 0, also where the search takes
 * too long.
 *
 * @param pattern such as {@code answer: *(\w+)}
 * @param column what holds the right answer, for patterns with a group
 */
public record PatternMatch(Pattern pattern, String column) implements TextVerifier {

  /** What is there of a pattern. */
  private record Found(boolean any, boolean grouped, @Nullable String said) {

    static Found by(Matcher matcher) {
      boolean any = false;
      String said = null;
      while (matcher.find()) {
        any = true;
        said = matcher.groupCount() > 0 ? matcher.group(1) : null;
      }
      return new Found(any, matcher.groupCount() > 0, said);
    }
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    Found found;
    try {
      found = BoundedSearch.once(text, pattern, Found::by);
    } catch (BoundedSearch.TooLong tooLong) {
      return Verdict.of(false, String.valueOf(tooLong.getMessage()));
    }
    if (!found.any() || !found.grouped()) {
      return Verdict.of(
          found.any(), found.any() ? "the pattern is found" : "the pattern is not found");
    }
    String said = found.said();
    String expected = Expected.text(columns, column).strip();
    return Verdict.of(
        said != null && said.strip().equals(expected),
        "the pattern finds %s, %s is wanted"
            .formatted(
                said == null ? "nothing" : Expected.quoted(said.strip()),
                Expected.quoted(expected)));
  }
}
