package dev.mneme.lab.world.science;

import dev.mneme.data.InputException;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * 1 if the last value that a text names is the right one; else 0. Values are whole words, whatever
 * their case. Takes time in proportion to the text and the number of values.
 */
record LastNamed() implements TextVerifier {

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    if (!(columns.get(Answers.VALUES) instanceof List<?> values)
        || !(columns.get(Answers.ANSWER) instanceof String answer)) {
      throw InputException.of(
          "the row needs a text \"%s\" and a list \"%s\".", Answers.ANSWER, Answers.VALUES);
    }
    String words = words(text);
    String last = "nothing";
    int at = -1;
    for (Object value : values) {
      int found = words.lastIndexOf(words(String.valueOf(value)));
      if (found > at) {
        at = found;
        last = String.valueOf(value);
      }
    }
    return Verdict.of(
        at >= 0 && last.equals(answer), "it names %s, %s is wanted".formatted(last, answer));
  }

  /** Words in small letters, with one space before and after each. */
  private static String words(String text) {
    StringBuilder words = new StringBuilder(text.length() + 2).append(' ');
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      if (Character.isLetterOrDigit(c)) {
        words.append(c);
      } else if (words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
    }
    return words.charAt(words.length() - 1) == ' '
        ? words.toString()
        : words.append(' ').toString();
  }
}
