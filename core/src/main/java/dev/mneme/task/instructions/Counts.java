package dev.mneme.task.instructions;

import java.util.List;
import java.util.function.ToLongFunction;

/** What the instructions count, each in one pass over the response. */
final class Counts {

  private Counts() {}

  /** Runs of letters, digits and low lines. */
  static long words(String text) {
    long count = 0;
    boolean inWord = false;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      boolean word = PythonText.isWord(c);
      if (word && !inWord) {
        count++;
      }
      inWord = word;
      at += Character.charCount(c);
    }
    return count;
  }

  static ToLongFunction<String> keyword(String keyword) {
    return text ->
        new PhraseFinder(List.of(PythonText.folded(keyword))).countIn(PythonText.folded(text));
  }

  /**
   * @param letter one code point
   */
  static ToLongFunction<String> letter(String letter) {
    int wanted = PythonText.lower(letter).codePointAt(0);
    return text -> PythonText.lower(text).codePoints().filter(c -> c == wanted).count();
  }

  /** Square brackets that open and close within a line. */
  static long placeholders(String text) {
    long count = 0;
    int at = text.indexOf('[');
    while (at >= 0) {
      int close = next(text, at, ']');
      if (close == text.length()) {
        break;
      }
      if (text.charAt(close) == ']') {
        count++;
      }
      at = text.indexOf('[', close + 1);
    }
    return count;
  }

  /** {@code *…*} and {@code **…**} within a line, around more than white space. */
  static long highlights(String text) {
    return starred(text, 1) + starred(text, 2);
  }

  private static long starred(String text, int stars) {
    String mark = "*".repeat(stars);
    long count = 0;
    int at = text.indexOf(mark);
    while (at >= 0) {
      int close = next(text, at + stars - 1, '*');
      if (text.startsWith(mark, close)) {
        if (!PythonText.isBlank(text, at + stars, close)) {
          count++;
        }
        at = text.indexOf(mark, close + stars);
      } else {
        at = text.indexOf(mark, at + 1);
      }
    }
    return count;
  }

  /** Where the sign or a line break comes next behind a place, or the end. */
  private static int next(String text, int behind, char sign) {
    int at = behind + 1;
    while (at < text.length() && text.charAt(at) != sign && text.charAt(at) != '\n') {
      at++;
    }
    return at;
  }

  /** Lines that begin with - or with one *. */
  static long bullets(String text) {
    return bullets(text, '*') + bullets(text, '-');
  }

  /**
   * As the reference's expressions find them: the white space before a bullet may span lines, and
   * what stands behind a star may be the line break.
   */
  private static long bullets(String text, char bullet) {
    long count = 0;
    int line = 0;
    while (line <= text.length()) {
      int at = line;
      while (at < text.length() && PythonText.isSpace(text.charAt(at))) {
        at++;
      }
      int end = at;
      if (at < text.length() && text.charAt(at) == bullet) {
        boolean star = bullet == '*';
        if (!star || (at + 1 < text.length() && text.charAt(at + 1) != '*')) {
          count++;
          end = star ? at + 2 : at + 1;
        }
      }
      int lineBreak = text.indexOf('\n', end);
      if (lineBreak < 0) {
        break;
      }
      line = lineBreak + 1;
    }
    return count;
  }

  /** A word followed by a number: {@code "Section 1"}. */
  static ToLongFunction<String> sections(String word) {
    return text -> {
      long count = 0;
      int at = text.indexOf(word);
      while (at >= 0) {
        int number = at + word.length();
        if (number < text.length() && PythonText.isSpace(text.charAt(number))) {
          number++;
        }
        int end = number;
        while (end < text.length() && PythonText.isDigit(text.codePointAt(end))) {
          end += Character.charCount(text.codePointAt(end));
        }
        count += end > number ? 1 : 0;
        at = text.indexOf(word, end > number ? end : at + 1);
      }
      return count;
    };
  }
}
