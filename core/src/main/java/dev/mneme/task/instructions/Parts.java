package dev.mneme.task.instructions;

import java.util.ArrayList;
import java.util.List;

/** How a response is divided. */
sealed interface Parts extends Instruction {

  /**
   * Paragraphs with {@code ***} between them.
   *
   * @param wanted how many exactly; an empty one is allowed at the start and at the end only, where
   *     it does not count
   */
  record Paragraphs(long wanted) implements Parts {

    @Override
    public Finding check(String response) {
      List<String> parts = split(response, "***");
      long filled = parts.stream().filter(part -> !PythonText.isBlank(part)).count();
      if (emptyInside(parts)) {
        return new Finding(false, "there is nothing between two of the dividers ***");
      }
      return new Finding(
          filled == wanted,
          "%d paragraphs with *** between them, %d wanted".formatted(filled, wanted));
    }
  }

  /** Two different answers with {@code ******} between them. */
  record TwoResponses() implements Parts {

    @Override
    public Finding check(String response) {
      List<String> parts = split(response, "******");
      List<String> filled =
          parts.stream().map(PythonText::strip).filter(p -> !p.isEmpty()).toList();
      if (emptyInside(parts)) {
        return new Finding(false, "there is nothing between two of the dividers ******");
      }
      if (filled.size() != 2) {
        return new Finding(
            false, "%d responses with ****** between them, 2 wanted".formatted(filled.size()));
      }
      boolean differ = !filled.getFirst().equals(filled.getLast());
      return new Finding(differ, differ ? "two responses" : "both responses are the same");
    }
  }

  /**
   * Paragraphs with an empty line between them, and how one of them begins.
   *
   * @param paragraphs how many exactly
   * @param nth which one, from 1, at most {@code paragraphs}
   * @param word how it begins, in lower case
   */
  record FirstWord(long paragraphs, long nth, String word) implements Parts {

    private static final String PUNCTUATION = ".,?!'\"";

    @Override
    public Finding check(String response) {
      List<String> parts = split(response, "\n\n");
      long filled = parts.stream().filter(part -> !PythonText.isBlank(part)).count();
      if (filled != paragraphs) {
        return new Finding(
            false,
            "%d paragraphs with an empty line between them, %d wanted"
                .formatted(filled, paragraphs));
      }
      String first = firstWord(PythonText.strip(parts.get(Math.toIntExact(nth - 1))));
      return new Finding(
          first.equals(word),
          "paragraph %d begins with %s, %s wanted"
              .formatted(nth, Finding.quoted(first), Finding.quoted(word)));
    }

    /** In lower case, without quotation marks before and punctuation behind. */
    private static String firstWord(String paragraph) {
      int at = 0;
      while (at < paragraph.length() && paragraph.charAt(at) == '\'') {
        at++;
      }
      while (at < paragraph.length() && paragraph.charAt(at) == '"') {
        at++;
      }
      StringBuilder word = new StringBuilder();
      while (at < paragraph.length()
          && !PythonText.isSpace(paragraph.charAt(at))
          && PUNCTUATION.indexOf(paragraph.charAt(at)) < 0) {
        int c = paragraph.codePointAt(at);
        word.append(PythonText.lower(Character.toString(c)));
        at += Character.charCount(c);
      }
      return word.toString();
    }
  }

  private static boolean emptyInside(List<String> parts) {
    return parts.stream()
        .limit(Math.max(1, parts.size() - 1))
        .skip(1)
        .anyMatch(PythonText::isBlank);
  }

  private static List<String> split(String text, String divider) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(divider); at >= 0; at = text.indexOf(divider, start)) {
      parts.add(text.substring(start, at));
      start = at + divider.length();
    }
    parts.add(text.substring(start));
    return parts;
  }
}
