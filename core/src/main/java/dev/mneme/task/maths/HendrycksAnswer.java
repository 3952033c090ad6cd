package dev.mneme.task.maths;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What lm-evaluation-harness 0.4.13 takes as the answer of a response in its tasks {@code
 * hendrycks_math} and {@code hendrycks_math500}: what stands between the first and the last dollar,
 * in the plain form of Hendrycks et al. (2021), arXiv 2103.03874.
 */
public final class HendrycksAnswer {

  /** What Python reads as a whole number. */
  private static final Pattern INTEGER = Pattern.compile("(?U)\\s*[+-]?\\d+(?:_\\d+)*\\s*");

  private static final Pattern PLAIN_INTEGER = Pattern.compile("-?[1-9][0-9]*|0");

  private HendrycksAnswer() {}

  /** As it stands in the response: the whole of it where there are no two dollars. */
  public static String of(String response) {
    int first = response.indexOf('$');
    int last = response.lastIndexOf('$');
    return first == last ? response : response.substring(first + 1, last);
  }

  /** The answer of a reference solution, which stands in its last box. */
  public static Optional<String> ofSolution(String solution) {
    return Boxes.last(solution);
  }

  /** Whether both have the same plain form; where one has none, whether they are the same text. */
  public static boolean right(String answer, String wanted) {
    Optional<String> plain = plain(answer);
    Optional<String> other = plain(wanted);
    return (plain.isPresent() && other.isPresent()) ? plain.equals(other) : answer.equals(wanted);
  }

  /**
   * Empty where the harness falls over: a fraction or root without argument, two texts in words.
   */
  static Optional<String> plain(String answer) {
    String text =
        answer
            .replace("\n", "")
            .replace("\\!", "")
            .replace("\\\\", "\\")
            .replace("tfrac", "frac")
            .replace("dfrac", "frac")
            .replace("\\left", "")
            .replace("\\right", "")
            .replace("^{\\circ}", "")
            .replace("^\\circ", "")
            .replace("\\$", "");
    int words = text.indexOf("\\text{ ");
    if (words >= 0) {
      if (text.indexOf("\\text{ ", words + 1) >= 0) {
        return Optional.empty();
      }
      text = text.substring(0, words);
    }
    text = text.replace("\\%", "").replace(" .", " 0.").replace("{.", "{0.");
    if (text.isEmpty()) {
      return Optional.of(text);
    }
    text = text.startsWith(".") ? "0" + text : text;
    int equals = text.indexOf('=');
    if (equals >= 0 && equals <= 2 && equals == text.lastIndexOf('=')) {
      text = text.substring(equals + 1);
    }
    return withRoots(text)
        .map(roots -> roots.replace(" ", ""))
        .flatMap(HendrycksAnswer::withFractions)
        .map(fractions -> fractions.equals("0.5") ? "\\frac{1}{2}" : fractions)
        .flatMap(HendrycksAnswer::withSlash);
  }

  /** {@code \sqrt3} gets its braces. */
  private static Optional<String> withRoots(String text) {
    StringBuilder roots = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("\\sqrt"); at >= 0; at = text.indexOf("\\sqrt", from)) {
      roots.append(text, from, at + 5);
      from = at + 5;
      if (from == text.length() || text.startsWith("\\sqrt", from)) {
        return Optional.empty();
      }
      if (text.charAt(from) != '{') {
        int end = text.offsetByCodePoints(from, 1);
        roots.append('{').append(text, from, end).append('}');
        from = end;
      }
    }
    return Optional.of(roots.append(text.substring(from)).toString());
  }

  /** {@code \frac12} gets its braces; one that is cut short leaves the whole as it is. */
  private static Optional<String> withFractions(String text) {
    StringBuilder fractions = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("\\frac"); at >= 0; at = text.indexOf("\\frac", from)) {
      fractions.append(text, from, at + 5);
      from = at + 5;
      int next = text.indexOf("\\frac", from);
      int end = next < 0 ? text.length() : next;
      if (from == end) {
        return Optional.empty();
      }
      if (text.charAt(from) == '{') {
        continue;
      }
      int second = text.offsetByCodePoints(from, 1);
      if (second >= end) {
        return Optional.of(text);
      }
      fractions.append('{').append(text, from, second).append('}');
      from = second;
      if (text.charAt(second) != '{') {
        int third = text.offsetByCodePoints(second, 1);
        fractions.append('{').append(text, second, third).append('}');
        from = third;
      }
    }
    return Optional.of(fractions.append(text.substring(from)).toString());
  }

  /** {@code 1/2} as a fraction, if both are whole numbers in their plain form. */
  private static Optional<String> withSlash(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash != text.lastIndexOf('/')) {
      return Optional.of(text);
    }
    String over = text.substring(0, slash);
    String under = text.substring(slash + 1);
    if (!INTEGER.matcher(over).matches() || !INTEGER.matcher(under).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        PLAIN_INTEGER.matcher(over).matches() && PLAIN_INTEGER.matcher(under).matches()
            ? "\\frac{" + over + "}{" + under + "}"
            : text);
  }
}
