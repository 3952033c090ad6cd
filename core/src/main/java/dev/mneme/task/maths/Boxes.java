package dev.mneme.task.maths;

import java.util.Optional;

/**
 * How the harness's tasks on MATH find the box in a reference solution; {@link FinalAnswer} is more
 * careful with completions.
 */
final class Boxes {

  private static final String SPACED = "\\boxed ";
  private static final String OPEN = "\\boxed{";

  private Boxes() {}

  /** What stands in the last box; of a box without braces, what stands before the next dollar. */
  static Optional<String> last(String text) {
    int spaced = text.lastIndexOf(SPACED);
    if (spaced >= 0) {
      String rest = text.substring(spaced + SPACED.length());
      int dollar = rest.indexOf('$');
      return Optional.of(dollar < 0 ? rest : rest.substring(0, dollar));
    }
    int start = text.lastIndexOf("\\boxed");
    if (start < 0 || !text.startsWith(OPEN, start)) {
      return Optional.empty();
    }
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) == '{') {
        depth++;
      } else if (text.charAt(i) == '}' && --depth == 0) {
        return Optional.of(text.substring(start + OPEN.length(), i));
      }
    }
    return Optional.empty();
  }
}
