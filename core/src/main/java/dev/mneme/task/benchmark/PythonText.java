package dev.mneme.task.benchmark;

import java.util.Locale;

/** What Python's methods of the same names do to a text: the field's prompts are made by them. */
final class PythonText {

  private PythonText() {}

  static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  /** How long a text is without the white space at its end. */
  static int strippedEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  static String strip(String text) {
    int end = strippedEnd(text);
    int start = 0;
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start, end);
  }

  /** The first letter large, all others small. */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    int rest = Character.charCount(first);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(rest).toLowerCase(Locale.ROOT);
  }
}
