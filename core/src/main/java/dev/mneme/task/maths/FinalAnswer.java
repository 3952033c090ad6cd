package dev.mneme.task.maths;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which words of a completion are its answer. In turn: the last {@code \boxed{…}}, what stands
 * behind the last {@code ####}, behind "the answer is" or "answer:", the last formula between
 * dollars or LaTeX brackets, the last number, and a short text as a whole. Thoughts between think
 * tags count only where nothing follows them.
 */
public final class FinalAnswer {

  private static final String THOUGHT = "</think>";
  private static final int SHORT = 100;

  /** Characters that a box or formula may have, so that unclosed ones cost little each. */
  private static final int FORMULA = 4 * Limits.ANSWER;

  private static final Pattern ANSWER =
      Pattern.compile(
          "(?i)(?:final\\s{1,5})?answer(?:\\s{1,5}is|\\*{0,2}\\s{0,5}[:=])[\\s:=*]{0,20}");
  private static final Pattern END_OF_SENTENCE =
      Pattern.compile("\\.(?=\\s|$)|\\n|,?\\s(?:because|since|which|so that|as)\\s");
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\w.])[-−]?[$€£]?(?:\\d{1,3}(?:,\\d{3}){1,100}(?!\\d)|\\d{1,400})?(?:(?<=\\d)\\.\\d{1,400}|(?<![\\d.])\\.\\d{1,400})?(?:(?<=\\d)\\s?/\\s?\\d{1,400}(?![\\d/]))?(?:(?<=\\d)\\s?%)?");

  private FinalAnswer() {}

  /**
   * @param completion of any length; what stands more than 200,000 characters before its end is not
   *     looked at
   * @return empty where nothing is an answer
   */
  public static Optional<String> of(String completion) {
    String text = withoutThoughts(last(completion));
    Optional<String> marked = marked(text);
    if (marked.isPresent()) {
      return marked;
    }
    String whole = text.strip();
    boolean isShort = whole.length() <= SHORT && whole.indexOf('\n') < 0;
    if (isShort && !whole.isEmpty() && !(LatexReader.read(whole).term() instanceof Term.Word)) {
      return Optional.of(whole);
    }
    Optional<String> formula = lastFormula(text);
    if (formula.isPresent()) {
      return formula;
    }
    Optional<String> number = lastNumber(text);
    if (number.isPresent()) {
      return number;
    }
    return isShort && !whole.isEmpty() ? Optional.of(whole) : Optional.empty();
  }

  /** What is said to be the answer, in so many words. */
  static Optional<String> marked(String text) {
    Optional<String> boxed = lastBoxed(text);
    if (boxed.isPresent()) {
      return boxed;
    }
    int hashes = text.lastIndexOf("####");
    if (hashes >= 0) {
      String line = firstLine(text.substring(hashes + 4).stripLeading());
      if (!line.isBlank()) {
        return Optional.of(line.strip());
      }
    }
    return lastSaid(text);
  }

  private static String last(String completion) {
    return completion.length() <= Limits.COMPLETION
        ? completion
        : completion.substring(completion.length() - Limits.COMPLETION);
  }

  private static String withoutThoughts(String text) {
    int end = text.lastIndexOf(THOUGHT);
    if (end < 0) {
      return text;
    }
    String after = text.substring(end + THOUGHT.length());
    return after.isBlank() ? text.substring(0, end) : after;
  }

  /** The last box, with those joined to it by a comma or "and". */
  private static Optional<String> lastBoxed(String text) {
    List<String> boxes = new ArrayList<>();
    int before = text.length();
    int start = text.length();
    while (start > 0 && boxes.size() < 16) {
      int at =
          Math.max(text.lastIndexOf("\\boxed", start - 1), text.lastIndexOf("\\fbox", start - 1));
      if (at < 0) {
        break;
      }
      int open = text.startsWith("\\boxed", at) ? at + 6 : at + 5;
      while (open < text.length() && text.charAt(open) == ' ') {
        open++;
      }
      int close = closing(text, open);
      String inside =
          close >= 0
              ? text.substring(open + 1, close)
              : open < text.length() && text.charAt(open) != '{'
                  ? firstWord(text.substring(open))
                  : "";
      if (!inside.isBlank() && (close < 0 || close < before)) {
        if (!boxes.isEmpty() && !isJoint(text.substring(Math.max(close + 1, open), before))) {
          break;
        }
        boxes.addFirst(inside.strip());
        before = at;
      }
      start = at;
    }
    return boxes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            boxes.size() == 1
                ? boxes.getFirst()
                : String.join(", ", boxes.stream().distinct().toList()));
  }

  private static boolean isJoint(String between) {
    return between.length() < 24
        && between
            .replaceAll("\\\\text|\\\\quad|[\\s$,;{}()\\[\\]\\\\]|and|or|[a-z]\\s?=", "")
            .isEmpty();
  }

  private static String firstWord(String text) {
    Matcher end = Pattern.compile("[\\s$]").matcher(text);
    return end.find() ? text.substring(0, end.start()) : text;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static Optional<String> lastSaid(String text) {
    Matcher matcher = ANSWER.matcher(text);
    int from = -1;
    while (matcher.find()) {
      from = matcher.end();
    }
    if (from < 0) {
      return Optional.empty();
    }
    String rest = text.substring(from, Math.min(text.length(), from + Limits.ANSWER));
    Optional<String> formula = leadingFormula(rest);
    if (formula.isPresent()) {
      return formula;
    }
    Matcher end = END_OF_SENTENCE.matcher(rest);
    String sentence = (end.find() ? rest.substring(0, end.start()) : rest).strip();
    return sentence.isEmpty() ? Optional.empty() : Optional.of(sentence);
  }

  /** A formula that comes before the sentence ends, after a few words at most. */
  private static Optional<String> leadingFormula(String text) {
    Matcher end = Pattern.compile("\\.\\s|\\n\\n").matcher(text);
    String sentence = end.find() ? text.substring(0, end.start()) : text;
    List<String> formulas = formulas(sentence);
    if (formulas.isEmpty()) {
      return Optional.empty();
    }
    int first = Math.max(0, sentence.indexOf(formulas.getFirst()));
    if (first > 60) {
      return Optional.empty();
    }
    int after = first + formulas.getFirst().length();
    String joined = formulas.getFirst();
    for (String next : formulas.subList(1, formulas.size())) {
      int at = sentence.indexOf(next, after);
      if (at < 0 || !isJoint(sentence.substring(after, at))) {
        break;
      }
      joined = joined + ", " + next;
      after = at + next.length();
    }
    return Optional.of(joined);
  }

  private static Optional<String> lastFormula(String text) {
    List<String> formulas = formulas(text);
    return formulas.isEmpty() ? Optional.empty() : Optional.of(formulas.getLast());
  }

  /** What stands between dollars, \( \) or \[ \]. */
  private static List<String> formulas(String text) {
    List<String> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      String close = "";
      if (c == '\\' && at + 1 < text.length()) {
        char next = text.charAt(at + 1);
        close = next == '(' ? "\\)" : next == '[' ? "\\]" : "";
        at += close.isEmpty() ? 2 : 0;
      } else if (c == '$') {
        close = text.startsWith("$$", at) ? "$$" : "$";
      }
      if (close.isEmpty()) {
        at += c == '\\' ? 0 : 1;
        continue;
      }
      int from = at + close.length();
      int end = unescaped(text, close, from);
      if (end < 0) {
        at = from;
        continue;
      }
      String inside = text.substring(from, end).strip();
      if (!inside.isEmpty() && inside.length() <= Limits.ANSWER) {
        found.add(inside);
      }
      at = end + close.length();
    }
    return found;
  }

  private static int unescaped(String text, String close, int from) {
    int end = Math.min(text.length(), from + FORMULA);
    int at = text.indexOf(close, from, end);
    while (at > 0 && close.startsWith("$") && text.charAt(at - 1) == '\\') {
      at = text.indexOf(close, at + 1, end);
    }
    return at;
  }

  private static Optional<String> lastNumber(String text) {
    Matcher matcher = NUMBER.matcher(text);
    Optional<String> last = Optional.empty();
    while (matcher.find()) {
      if (matcher.group().chars().anyMatch(c -> c >= '0' && c <= '9')) {
        last = Optional.of(matcher.group().strip());
      }
    }
    return last;
  }

  /**
   * @return where the brace that opens at {@code open} closes, or -1 if it does not soon
   */
  static int closing(String text, int open) {
    if (open >= text.length() || text.charAt(open) != '{') {
      return -1;
    }
    int depth = 0;
    for (int i = open; i < Math.min(text.length(), open + FORMULA); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
