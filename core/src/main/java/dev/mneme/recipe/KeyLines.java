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

  /** Longer than any known key: keys within keys would otherwise take their product in memory. */
  private static final int LONGEST = 400;

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
            if (level != null && level.enter(parser.currentName())) {
              lines.put(level.next(), parser.currentTokenLocation().getLineNr());
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

    /** A key of the section comes; whether its path is of a length to remember. */
    boolean enter(String key) {
      String whole = prefix + key;
      name = whole.substring(0, Math.min(LONGEST, whole.length()));
      return whole.length() <= LONGEST;
    }

    /** The path of the value that comes; those of a list are counted from 1. */
    String next() {
      return list ? prefix + ++count : name;
    }
  }
}
