package dev.mneme.task.maths;

import java.util.Locale;
import java.util.Optional;

/**
 * An answer as it was read.
 *
 * @param source as it was written
 * @param unit of the measure that stands behind it, to the first power
 */
record Answer(String source, Term term, Optional<Unit> unit) {

  /** Letters and digits alone, in lower case: what is left of an answer in words. */
  static String letters(String text) {
    StringBuilder letters = new StringBuilder();
    String plain = text.replaceAll("\\\\(?:text|mathrm|mbox|textbf|mathbf)\\b", " ");
    plain.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
    return letters.toString().toLowerCase(Locale.ROOT);
  }
}
