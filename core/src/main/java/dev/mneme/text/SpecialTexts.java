package dev.mneme.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;

/** Finds special tokens written out in a text; of two that begin at one place the longer wins. */
final class SpecialTexts {

  private final Map<String, Integer> ids;

  SpecialTexts(Map<String, Integer> ids) {
    this.ids = new LinkedHashMap<>(ids);
  }

  /**
   * What is between special tokens goes to {@code ordinary}, each special token to {@code special}.
   */
  void split(String text, BiConsumer<Integer, Integer> ordinary, ObjIntConsumer<String> special) {
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      String found = "";
      for (String candidate : ids.keySet()) {
        if (candidate.length() > found.length() && text.startsWith(candidate, at)) {
          found = candidate;
        }
      }
      if (found.isEmpty()) {
        at++;
      } else {
        if (at > from) {
          ordinary.accept(from, at);
        }
        special.accept(found, ids.getOrDefault(found, 0));
        at += found.length();
        from = at;
      }
    }
    if (text.length() > from) {
      ordinary.accept(from, text.length());
    }
  }
}
