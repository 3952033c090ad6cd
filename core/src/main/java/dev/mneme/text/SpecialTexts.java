package dev.mneme.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds special tokens written out in a text; of two that begin at one place the longer wins. */
final class SpecialTexts {

  private final Map<String, Integer> ids;
  private final BitSet first = new BitSet(); // characters that one of them begins with

  SpecialTexts(Map<String, Integer> ids) {
    this.ids = new LinkedHashMap<>(ids);
    ids.keySet().forEach(text -> first.set(text.charAt(0)));
  }

  /** A part of a text: a special token, or what stands between two. */
  record Part(int from, int to, @Nullable Integer id) {}

  List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      String found = first.get(text.charAt(at)) ? longestAt(text, at) : "";
      if (found.isEmpty()) {
        at++;
        continue;
      }
      if (at > from) {
        parts.add(new Part(from, at, null));
      }
      parts.add(new Part(at, at + found.length(), ids.get(found)));
      at += found.length();
      from = at;
    }
    if (text.length() > from) {
      parts.add(new Part(from, text.length(), null));
    }
    return parts;
  }

  private String longestAt(String text, int at) {
    String found = "";
    for (String candidate : ids.keySet()) {
      if (candidate.length() > found.length() && text.startsWith(candidate, at)) {
        found = candidate;
      }
    }
    return found;
  }
}
