package dev.mneme.lab.world;

import java.util.Map;

/** Texts with blanks, such as {@code {name} has {count} apples.} */
public final class Blanks {

  private Blanks() {}

  /**
   * Fills every blank of a text.
   *
   * @throws IllegalArgumentException if one has no filling
   */
  public static String fill(String text, Map<String, String> fillings) {
    StringBuilder filled = new StringBuilder(text.length() + 32);
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int close = text.indexOf('}', open);
      String filling = fillings.get(text.substring(open + 1, close));
      if (filling == null) {
        throw new IllegalArgumentException("nothing fills the blanks of: " + text);
      }
      filled.append(text, from, open).append(filling);
      from = close + 1;
    }
    return filled.append(text, from, text.length()).toString();
  }

  /** With a capital at its start. */
  public static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
