package dev.mneme.task.instructions;

import java.util.List;

/** What a response must have in it, be, or do without. */
sealed interface Marks extends Instruction {

  /** A title in double angle brackets, on one line. */
  record Title() implements Marks {

    @Override
    public Finding check(String response) {
      boolean titled = anyTitle(response);
      return new Finding(titled, titled ? "it has a title" : "it has no title such as <<title>>");
    }

    private static boolean anyTitle(String text) {
      int start = 0;
      while (start <= text.length()) {
        int lineBreak = text.indexOf('\n', start);
        int end = lineBreak < 0 ? text.length() : lineBreak;
        if (isTitled(text.substring(start, end))) {
          return true;
        }
        start = end + 1;
      }
      return false;
    }

    /** From the first << of a line to its last >>, with more than brackets and spaces between. */
    private static boolean isTitled(String line) {
      int open = line.indexOf("<<");
      int close = line.lastIndexOf(">>");
      if (open < 0 || close < open + 3) {
        return false;
      }
      int from = open;
      int to = close + 2;
      while (from < to && line.charAt(from) == '<') {
        from++;
      }
      while (to > from && line.charAt(to - 1) == '>') {
        to--;
      }
      return !PythonText.isBlank(line, from, to);
    }
  }

  /**
   * A postscript.
   *
   * @param marker how it begins; in {@code P.S.} and {@code P.P.S} white space is allowed before
   *     each S and the second P
   */
  record Postscript(String marker) implements Marks {

    @Override
    public Finding check(String response) {
      String text = PythonText.lower(response);
      boolean found =
          switch (marker) {
            case "P.P.S" -> spaced(text, List.of("p.", "p.", "s"));
            case "P.S." -> spaced(text, List.of("p.", "s."));
            default -> text.contains(PythonText.lower(marker));
          };
      return new Finding(
          found,
          (found ? "it has a postscript " : "it has no postscript ") + Finding.quoted(marker));
    }

    /** Whether pieces follow each other with at most one white space between. */
    private static boolean spaced(String text, List<String> pieces) {
      for (int start = text.indexOf(pieces.getFirst());
          start >= 0;
          start = text.indexOf(pieces.getFirst(), start + 1)) {
        int at = start + pieces.getFirst().length();
        int piece = 1;
        while (piece < pieces.size()) {
          at += at < text.length() && PythonText.isSpace(text.charAt(at)) ? 1 : 0;
          if (!text.startsWith(pieces.get(piece), at)) {
            break;
          }
          at += pieces.get(piece++).length();
        }
        if (piece == pieces.size()) {
          return true;
        }
      }
      return false;
    }
  }

  /** One of three fixed answers is in it. */
  record FixedAnswer() implements Marks {

    private static final List<String> ANSWERS =
        List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");

    @Override
    public Finding check(String response) {
      boolean answered = ANSWERS.stream().anyMatch(response::contains);
      return new Finding(
          answered, answered ? "it has one of the fixed answers" : "it has none of " + ANSWERS);
    }
  }

  /** No comma. */
  record NoComma() implements Marks {

    @Override
    public Finding check(String response) {
      int comma = response.indexOf(',');
      return new Finding(
          comma < 0,
          comma < 0
              ? "it has no comma"
              : "it has a comma behind "
                  + Finding.quoted(response.substring(Math.max(0, comma - 20), comma)));
    }
  }

  /** JSON as Python reads it, perhaps in a Markdown fence. */
  record Json() implements Marks {

    private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

    @Override
    public Finding check(String response) {
      String bare = PythonText.strip(response);
      for (String fence : FENCES) {
        bare = bare.startsWith(fence) ? bare.substring(fence.length()) : bare;
      }
      bare = bare.endsWith("```") ? bare.substring(0, bare.length() - 3) : bare;
      boolean json = PythonJson.isJson(PythonText.strip(bare));
      return new Finding(json, json ? "it is JSON" : "it is not JSON");
    }
  }
}
