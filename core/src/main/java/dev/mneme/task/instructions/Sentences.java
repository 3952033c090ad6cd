package dev.mneme.task.instructions;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts sentences by Punkt (Kiss and Strunk, Unsupervised Multilingual Sentence Boundary
 * Detection, Computational Linguistics 32, 2006), as NLTK applies it: a full stop, question or
 * exclamation mark before white space or closing punctuation ends a sentence, unless the words
 * around it say otherwise.
 *
 * <p>NLTK's English model is of unclear licence, so the words are those of {@link EnglishWords};
 * where a rare abbreviation or an ellipsis meets a capital letter, counts may differ.
 */
final class Sentences {

  private static final String CLOSERS = "\"')]}";
  private static final String NO_WORD = ")\";}]*:@'({[?!";

  private record Span(int start, int end) {}

  /**
   * A sign that may end a sentence.
   *
   * @param word where the word before it starts
   * @param at the sign
   * @param next where the token behind it starts
   * @param end where that token ends
   */
  private record Candidate(int word, int at, int next, int end) {}

  private Sentences() {}

  static long count(String text) {
    List<Span> slices = new ArrayList<>();
    int start = 0;
    for (Candidate candidate : candidates(text)) {
      if (PunktTokens.breaks(text.substring(candidate.word(), candidate.end()))) {
        slices.add(new Span(start, candidate.at() + 1));
        start = candidate.next();
      }
    }
    int end = text.length();
    while (end > 0 && PythonText.isSpace(text.charAt(end - 1))) {
      end--;
    }
    slices.add(new Span(start, end));
    return realigned(text, slices);
  }

  /** Signs before white space or punctuation, the last one only where several share a word. */
  private static List<Candidate> candidates(String text) {
    List<Candidate> candidates = new ArrayList<>();
    Candidate previous = null;
    int afterSpace = -1; // behind the last plain white space since the previous sign
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isPlainSpace(c) && at > 0) {
        afterSpace = at + 1;
      }
      if ((c != '.' && c != '?' && c != '!') || at + 1 == text.length()) {
        continue;
      }
      int next = at + 1;
      int end = at + 2;
      if (NO_WORD.indexOf(text.charAt(next)) < 0) {
        while (next < text.length() && PythonText.isSpace(text.charAt(next))) {
          next++;
        }
        if (next == at + 1 || next == text.length()) {
          continue;
        }
        end = next;
        while (end < text.length() && !PythonText.isSpace(text.charAt(end))) {
          end++;
        }
      }
      int word = afterSpace >= 0 ? afterSpace : previous == null ? 0 : previous.word();
      if (previous != null && previous.at() <= word) {
        candidates.add(previous);
      }
      previous = new Candidate(word, at, next, end);
      afterSpace = -1;
    }
    if (previous != null) {
      candidates.add(previous);
    }
    return candidates;
  }

  private static boolean isPlainSpace(char c) {
    return c == ' ' || (c >= 9 && c <= 13);
  }

  /** Gives closing punctuation to the sentence before it, and counts what is left. */
  private static long realigned(String text, List<Span> slices) {
    long count = 0;
    int moved = 0;
    for (int i = 0; i < slices.size(); i++) {
      Span slice = slices.get(i);
      boolean empty = slice.start() + moved >= slice.end();
      int closing = i + 1 < slices.size() ? closing(text, slices.get(i + 1)) : 0;
      count += closing > 0 || !empty ? 1 : 0;
      moved = closing;
    }
    return count;
  }

  /** How many chars of closing punctuation, and of white space behind it, a slice begins with. */
  private static int closing(String text, Span slice) {
    int at = slice.start();
    while (at < slice.end() && CLOSERS.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at == slice.start()) {
      return 0;
    }
    int closers = at;
    while (at < slice.end() && PythonText.isSpace(text.charAt(at))) {
      at++;
    }
    boolean ends =
        at > closers || at == slice.end() || (at + 2 <= slice.end() && text.startsWith("--", at));
    return ends ? at - slice.start() : 0;
  }
}
