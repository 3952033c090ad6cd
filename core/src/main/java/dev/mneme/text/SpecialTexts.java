package dev.mneme.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds special tokens written out in a text; of two that begin at one place the longer wins. */
final class SpecialTexts {

  private final Map<String, Integer> ids;

  SpecialTexts(Map<String, Integer> ids) {
    this.ids = new LinkedHashMap<>(ids);
  }

  /** A part of a text: a special token, or what stands between two. */
  record Part(int from, int to, @Nullable Integer id) {}

  List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
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
}
