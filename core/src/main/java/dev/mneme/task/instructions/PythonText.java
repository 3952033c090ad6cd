package dev.mneme.task.instructions;

import java.util.Arrays;
import java.util.Locale;

/**
 * White space, words, digits and case as Python's {@code str} and {@code re} see them. Java's own
 * notions differ: {@code Character.isWhitespace} leaves out the no-break space, {@code \w} takes in
 * combining marks.
 */
final class PythonText {

  /** Stands between a sign of a word and one that is not: {@code \b}. */
  static final int BOUNDARY = -1;

  private PythonText() {}

  /** {@code str.isspace} and {@code \s}; all of these are single chars. */
  static boolean isSpace(int c) {
    if (c < 0x80) {
      return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
    }
    return c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** {@code \w}: letters, whatever is a number, the low line; no combining marks. */
  static boolean isWord(int c) {
    if (c < 0x80) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    return Character.isLetter(c)
        || switch (Character.getType(c)) {
          case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
              true;
          default -> false;
        };
  }

  /** {@code \d}. */
  static boolean isDigit(int c) {
    return Character.isDigit(c);
  }

  /** {@code str.isupper}: some sign has a case, and all that have are capitals. */
  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /** {@code str.islower}. */
  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** One sign for all that {@code re.IGNORECASE} takes for the same. */
  static int fold(int c) {
    if (c < 0x80) {
      return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return switch (c) {
      case 0x1fd3 -> 0x390; // two ways to write one Greek letter, which has no capital
      case 0x1fe3 -> 0x3b0;
      case 0xfb05 -> 0xfb06; // the ligatures st
      default -> Character.toLowerCase(Character.toUpperCase(c));
    };
  }

  /** Code points without their case. */
  static int[] folded(String text) {
    return text.codePoints().map(PythonText::fold).toArray();
  }

  /** The same with {@link #BOUNDARY} wherever {@code \b} matches. */
  static int[] foldedWithBoundaries(String text) {
    int[] signs = new int[2 * text.length() + 1];
    int length = 0;
    boolean inWord = false;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (isWord(c) != inWord) {
        inWord = !inWord;
        signs[length++] = BOUNDARY;
      }
      signs[length++] = fold(c);
      at += Character.charCount(c);
    }
    if (inWord) {
      signs[length++] = BOUNDARY;
    }
    return Arrays.copyOf(signs, length);
  }

  /** {@code str.strip()}. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** {@code str.strip(sign)}. */
  static String strip(String text, char sign) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == sign) {
      start++;
    }
    while (end > start && text.charAt(end - 1) == sign) {
      end--;
    }
    return text.substring(start, end);
  }

  static boolean isBlank(String text) {
    return isBlank(text, 0, text.length());
  }

  static boolean isBlank(String text, int start, int end) {
    for (int at = start; at < end; at++) {
      if (!isSpace(text.charAt(at))) {
        return false;
      }
    }
    return true;
  }
}
