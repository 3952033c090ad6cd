package dev.mneme.task.instructions;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Decides whether a sign ends a sentence by the tokens around it, in Punkt's two passes. */
final class PunktTokens {

  private static final String NO_WORD = ")\";}]*:@'({[?!";
  private static final String NO_START = "(\"`{[:;&#*@)}]-,";
  private static final String INNER = ";:,.!?";

  /** Whether a token starts a sentence, by how words are written. */
  private enum Starts {
    YES,
    NO,
    UNTOLD
  }

  private PunktTokens() {}

  /**
   * @param context the word before the sign, the sign, the token behind it
   */
  static boolean breaks(String context) {
    List<String> tokens = new ArrayList<>();
    int start = 0;
    while (start <= context.length()) {
      int lineBreak = context.indexOf('\n', start);
      int end = lineBreak < 0 ? context.length() : lineBreak;
      addTokens(context.substring(start, end), tokens);
      start = end + 1;
    }
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (isBreak(tokens.get(i), tokens.get(i + 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBreak(String token, String next) {
    boolean ellipsis = token.length() > 1 && isDots(token);
    boolean abbreviation = !ellipsis && isAbbreviation(token);
    boolean breaks =
        token.equals("?")
            || token.equals("!")
            || token.equals(".")
            || (token.endsWith(".") && !token.endsWith("..") && !abbreviation);
    if (!token.endsWith(".")) {
      return breaks;
    }
    boolean initial = isInitial(token);
    Starts starts = starts(next);
    if ((abbreviation || ellipsis) && !initial && starts == Starts.YES) {
      return true;
    }
    if (initial || isNumber(token)) {
      boolean name =
          initial
              && starts == Starts.UNTOLD
              && isCapital(next)
              && !isIn(EnglishWords.ORDINARY, next);
      return breaks && starts != Starts.NO && !name;
    }
    return breaks;
  }

  private static Starts starts(String token) {
    if (token.length() == 1 && INNER.contains(token)) {
      return Starts.NO;
    }
    if (Character.isLowerCase(token.codePointAt(0))) {
      return Starts.NO;
    }
    boolean starter = isCapital(token) && isIn(EnglishWords.STARTERS, token);
    return starter ? Starts.YES : Starts.UNTOLD;
  }

  private static boolean isIn(Set<String> words, String token) {
    return words.contains(withoutStop(PythonText.lower(token)));
  }

  private static String withoutStop(String type) {
    return type.length() > 1 && type.endsWith(".") ? type.substring(0, type.length() - 1) : type;
  }

  private static boolean isCapital(String token) {
    return Character.isUpperCase(token.codePointAt(0));
  }

  private static boolean isAbbreviation(String token) {
    if (!token.endsWith(".") || token.endsWith("..")) {
      return false;
    }
    String type = PythonText.lower(token.substring(0, token.length() - 1));
    return EnglishWords.ABBREVIATIONS.contains(type)
        || EnglishWords.ABBREVIATIONS.contains(type.substring(type.lastIndexOf('-') + 1))
        || type.equals(". .");
  }

  private static boolean isDots(String token) {
    return token.chars().allMatch(c -> c == '.');
  }

  /** A letter with a full stop. */
  private static boolean isInitial(String token) {
    int c = token.codePointAt(0);
    return token.length() == Character.charCount(c) + 1
        && token.endsWith(".")
        && PythonText.isWord(c)
        && !PythonText.isDigit(c);
  }

  /** Such as {@code 1.} and {@code -3,000.50}. */
  private static boolean isNumber(String token) {
    int at = token.startsWith("-") ? 1 : 0;
    at += at < token.length() && (token.charAt(at) == '.' || token.charAt(at) == ',') ? 1 : 0;
    return at < token.length()
        && PythonText.isDigit(token.codePointAt(at))
        && token
            .substring(at)
            .codePoints()
            .allMatch(c -> PythonText.isDigit(c) || c == ',' || c == '.' || c == '-');
  }

  /** Splits a line into words, keeping full stops with them, and punctuation. */
  private static void addTokens(String line, List<String> tokens) {
    int at = 0;
    while (at < line.length()) {
      if (PythonText.isSpace(line.charAt(at))) {
        at++;
        continue;
      }
      int end = at + run(line, at);
      if (end == at) {
        end = at + Character.charCount(line.codePointAt(at));
        if (NO_START.indexOf(line.charAt(at)) < 0) {
          while (end < line.length() && !endsWord(line, end)) {
            end += Character.charCount(line.codePointAt(end));
          }
        }
      }
      tokens.add(line.substring(at, end));
      at = end;
    }
  }

  private static boolean endsWord(String line, int at) {
    if (line.charAt(at) == ',') {
      return at + 1 == line.length() || endsWordButComma(line, at + 1);
    }
    return endsWordButComma(line, at);
  }

  private static boolean endsWordButComma(String line, int at) {
    return PythonText.isSpace(line.charAt(at))
        || NO_WORD.indexOf(line.charAt(at)) >= 0
        || isRun(line, at);
  }

  /** Whether two dashes, two dots or three dots with white space between begin here. */
  private static boolean isRun(String line, int at) {
    char c = line.charAt(at);
    if (c != '-' && c != '.') {
      return false;
    }
    return (at + 1 < line.length() && line.charAt(at + 1) == c) || spacedDots(line, at) >= 3;
  }

  private static int run(String line, int at) {
    if (!isRun(line, at)) {
      return 0;
    }
    int end = at;
    while (end < line.length() && line.charAt(end) == line.charAt(at)) {
      end++;
    }
    return end - at > 1 ? end - at : 2 * spacedDots(line, at) - 1;
  }

  /** How many dots there are from here on with one white space between. */
  private static int spacedDots(String line, int at) {
    int dots = 0;
    while (at + 2 * dots < line.length()
        && line.charAt(at + 2 * dots) == '.'
        && (dots == 0 || PythonText.isSpace(line.charAt(at + 2 * dots - 1)))) {
      dots++;
    }
    return dots;
  }
}
