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
    Deque<Level> levels = new ArrayDeque<>();
    try (JsonParser parser = mapper.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        Level level = levels.peek();
        switch (token) {
          case START_OBJECT, START_ARRAY ->
              levels.push(
                  new Level(level == null ? "" : level.next(), token == JsonToken.START_ARRAY));
          case END_OBJECT, END_ARRAY -> levels.pop();
          case PROPERTY_NAME -> {
            if (level != null) {
              lines.put(level.name(parser.currentName()), parser.currentTokenLocation().getLineNr());
            }
          }
          default -> {
            if (level != null) {
              level.next();
            }
          }
        }
      }
    }
    return lines;
  }

  /** A section or list that is being read. */
  private static final class Level {
    private final String prefix;
    private final boolean list;
    private String name = "";
    private int count;

    Level(String path, boolean list) {
      this.prefix = path.isEmpty() ? "" : path + ".";
      this.list = list;
    }

    /** The path of the key that comes. */
    String name(String key) {
      name = prefix + key;
      return name;
    }

    /** The path of the value that comes. */
    String next() {
      return list ? prefix + count++ : name;
    }
  }
}
