package dev.mneme.recipe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The line on which each key of a YAML text stands, by its path from the top. */
final class KeyLines {

  private KeyLines() {}

  static Map<String, Integer> of(YAMLMapper mapper, String text) {
    Map<String, Integer> lines = new HashMap<>();
    Deque<String> prefixes = new ArrayDeque<>();
    String path = "";
    try (JsonParser parser = mapper.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT, START_ARRAY -> prefixes.push(path.isEmpty() ? "" : path + ".");
          case END_OBJECT, END_ARRAY -> prefixes.pop();
          case PROPERTY_NAME -> {
            path = prefixes.peek() + parser.currentName();
            lines.put(path, parser.currentTokenLocation().getLineNr());
          }
          default -> {}
        }
      }
    }
    return lines;
  }
}
