package dev.mneme.lab.world.wording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sentences from templates. */
public final class Wording {

  private Wording() {}

  /**
   * A template with its slots filled: {@code {x}} by the value of x, {@code {X}} by the same with a
   * capital letter.
   *
   * @param slots names and values in turn
   */
  public static String fill(String template, String... slots) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < slots.length; i += 2) {
      values.put(slots[i], slots[i + 1]);
    }
    return fill(template, values);
  }

  /**
   * The same.
   *
   * @param slots values by name
   */
  public static String fill(String template, Map<String, String> slots) {
    StringBuilder filled = new StringBuilder(template.length() + 32);
    int from = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
      int close = template.indexOf('}', open);
      filled.append(template, from, open).append(value(template.substring(open + 1, close), slots));
      from = close + 1;
    }
    return filled.append(template, from, template.length()).toString();
  }

  private static String value(String name, Map<String, String> slots) {
    String small = name.toLowerCase(Locale.ROOT);
    String value = slots.get(small);
    if (value == null) {
      throw new IllegalArgumentException("nothing is given for the slot " + name);
    }
    return small.equals(name) ? value : capital(value);
  }

  /** With a capital letter at its beginning. */
  public static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** With a small letter at its beginning. */
  public static String small(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /** With the article "a" or "an" before it. */
  public static String an(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  /** As in "one, two and three". */
  public static String listed(List<String> things) {
    int last = things.size() - 1;
    return last == 0
        ? things.getFirst()
        : String.join(", ", things.subList(0, last)) + " and " + things.get(last);
  }

  /** The parts between separators, without white space around them. */
  public static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at).strip());
      from = at + 1;
    }
    parts.add(text.substring(from).strip());
    return List.copyOf(parts);
  }
}
