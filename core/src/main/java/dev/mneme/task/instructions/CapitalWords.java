package dev.mneme.task.instructions;

import java.util.List;

/**
 * Counts words all in capital letters, where words are the tokens of the Penn Treebank, as NLTK's
 * {@code word_tokenize} splits them: {@code CANNOT} is two, {@code DON'T} is {@code DO} and {@code
 * N'T}, {@code IT'S-NEW} is one.
 *
 * <p>Tokens without letters are not built, as they count for nothing; so neither is it needed to
 * split sentences first, which only tells full stops from abbreviations.
 */
final class CapitalWords {

  /** Signs that stand alone, wherever they are; those with two meanings are treated below. */
  private static final String SEPARATORS = "«»“”„‘’`\";@#$%&?!*[](){}<>";

  private static final List<String> ENDINGS =
      List.of("'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T");

  private record Contraction(String first, String second, boolean beforeSpace) {}

  private static final List<Contraction> CONTRACTIONS =
      List.of(
          new Contraction("can", "not", false),
          new Contraction("d", "'ye", false),
          new Contraction("gim", "me", false),
          new Contraction("gon", "na", false),
          new Contraction("got", "ta", false),
          new Contraction("lem", "me", false),
          new Contraction("more", "'n", false),
          new Contraction("wan", "na", true));

  private CapitalWords() {}

  static long count(String text) {
    String spaced = splitEndings(splitEndings(unquoted(separated(text)), true), false);
    for (Contraction contraction : CONTRACTIONS) {
      spaced = splitContraction(spaced, contraction);
    }
    spaced = splitTis(splitTis(spaced, "is"), "was");
    long count = 0;
    int start = 0;
    for (int end = spaced.indexOf(' '); end >= 0; end = spaced.indexOf(' ', start)) {
      count += end > start && PythonText.isUpper(spaced.substring(start, end)) ? 1 : 0;
      start = end + 1;
    }
    return count;
  }

  /** One space for each run of white space and signs that stand alone, and one at both ends. */
  private static String separated(String text) {
    StringBuilder out = new StringBuilder(" ");
    for (int at = 0; at < text.length(); at++) {
      int skipped = separator(text, at);
      if (skipped == 0) {
        out.append(text.charAt(at));
      } else {
        at += skipped - 1;
        if (out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      }
    }
    return out.append(' ').toString();
  }

  /** How many chars from here on separate words. */
  private static int separator(String text, int at) {
    char c = text.charAt(at);
    if (PythonText.isSpace(c) || SEPARATORS.indexOf(c) >= 0) {
      return 1;
    }
    boolean more = at + 1 < text.length();
    return switch (c) {
      case ':', ',' -> more && PythonText.isDigit(text.codePointAt(at + 1)) ? 0 : 1;
      case '-', '\'' -> more && text.charAt(at + 1) == c ? 2 : 0;
      case '.' -> more && text.charAt(at + 1) == c ? dots(text, at) : 0;
      default -> 0;
    };
  }

  private static int dots(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == '.') {
      at++;
    }
    return at - from;
  }

  /** A quotation mark before a single letter that is no ending such as 's: {@code O'B} is two. */
  private static String unquoted(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      out.append(text.charAt(at));
      if (text.charAt(at) == '\'' && at + 1 < text.length()) {
        int letter = text.codePointAt(at + 1);
        int behind = at + 1 + Character.charCount(letter);
        if (PythonText.isWord(letter)
            && "mtsdn".indexOf(PythonText.fold(letter)) < 0
            && (behind >= text.length() || !PythonText.isWord(text.codePointAt(behind)))) {
          out.append(' ');
        }
      }
    }
    return out.toString();
  }

  /**
   * A space before an ending that a space follows and neither a space nor a quotation mark
   * precedes.
   *
   * @param single 's, 'm, 'd and the bare quotation mark; else those of more letters
   */
  private static String splitEndings(String text, boolean single) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    int done = 0;
    for (int space = text.indexOf(' ', 1); space >= 0; space = text.indexOf(' ', space + 1)) {
      int start = single ? singleEnding(text, space) : longEnding(text, space);
      if (start > done && text.charAt(start - 1) != ' ' && text.charAt(start - 1) != '\'') {
        out.append(text, done, start).append(' ');
        done = start;
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  private static int singleEnding(String text, int space) {
    if (text.charAt(space - 1) == '\'') {
      return space - 1;
    }
    boolean ending =
        space >= 2
            && text.charAt(space - 2) == '\''
            && "sSmMdD".indexOf(text.charAt(space - 1)) >= 0;
    return ending ? space - 2 : -1;
  }

  private static int longEnding(String text, int space) {
    for (String ending : ENDINGS) {
      if (space >= ending.length() && text.startsWith(ending, space - ending.length())) {
        return space - ending.length();
      }
    }
    return -1;
  }

  private static String splitContraction(String text, Contraction contraction) {
    int first = contraction.first().length();
    int whole = first + contraction.second().length();
    String word = contraction.first() + contraction.second();
    StringBuilder out = new StringBuilder(text.length() + 16);
    int done = 0;
    int at = 0;
    while (at + whole <= text.length()) {
      boolean bounded =
          text.regionMatches(true, at, word, 0, whole)
              && (at == 0 || !PythonText.isWord(text.codePointBefore(at)))
              && (contraction.beforeSpace()
                  ? text.charAt(at + whole) == ' '
                  : !PythonText.isWord(text.codePointAt(at + whole)));
      if (bounded) {
        out.append(text, done, at).append(' ').append(text, at, at + first).append(' ');
        out.append(text, at + first, at + whole).append(' ');
        at += whole;
        done = at;
      } else {
        at++;
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  /** {@code 'TIS} is {@code 'T} and {@code IS}. */
  private static String splitTis(String text, String verb) {
    String word = " 't" + verb;
    StringBuilder out = new StringBuilder(text.length() + 16);
    int done = 0;
    for (int at = 0; at + word.length() < text.length(); at++) {
      if (text.charAt(at) == ' '
          && text.regionMatches(true, at, word, 0, word.length())
          && !PythonText.isWord(text.codePointAt(at + word.length()))) {
        out.append(text, done, at + 3).append(' ');
        done = at + 3;
      }
    }
    return out.append(text, done, text.length()).toString();
  }
}
