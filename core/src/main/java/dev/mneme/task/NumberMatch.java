package dev.mneme.task;

import dev.mneme.data.InputException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * 1 if the last number of the text equals the last number of a column, as {@code 1,234.50} equals
 * {@code 1234.5}; else 0.
 *
 * @param column what holds the right answer, perhaps with the way to it before
 */
public record NumberMatch(String column) implements TextVerifier {

  /**
   * A minus sign belongs to a number unless something is taken away with it. Of bounded length:
   * what follows the thousandth digit is another number.
   */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\w)])-)?(?:\\d{1,3}(?:,\\d{3}){1,300}|\\d{1,1000})(?:\\.\\d{1,1000})?");

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    String expected = Expected.text(columns, column);
    BigDecimal right = last(expected);
    if (right == null) {
      throw new InputException(
          "the column \"%s\" holds no number. Choose another reward or column.".formatted(column));
    }
    BigDecimal said = last(text);
    if (said == null) {
      return Verdict.of(false, "it has no number");
    }
    return Verdict.of(
        said.compareTo(right) == 0,
        "its last number is %s, %s is wanted"
            .formatted(Expected.shortened(said.toString()), Expected.shortened(right.toString())));
  }

  private static @Nullable BigDecimal last(String text) {
    Matcher matcher = NUMBER.matcher(text);
    BigDecimal last = null;
    while (matcher.find()) {
      last = new BigDecimal(matcher.group().replace(",", ""));
    }
    return last;
  }
}
