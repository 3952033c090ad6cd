package dev.mneme.data.records;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The values of one row by what they should be, with one line for those that are not. */
final class Cells {

  private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};

  /** How the sharegpt data sets call the speakers. */
  private static final Map<String, String> SPEAKERS =
      Map.of(
          "human", "user",
          "gpt", "assistant",
          "chatgpt", "assistant",
          "bot", "assistant",
          "observation", "tool");

  private final Row row;
  private final String format;
  private final Columns columns;

  Cells(Row row, Format format, Columns columns) {
    this.row = row;
    this.format = format.name().toLowerCase(Locale.ROOT);
    this.columns = columns;
  }

  boolean has(String column) {
    return row.columns().get(column) != null;
  }

  String text(String column, String key) {
    if (present(column, key) instanceof String text) {
      return text;
    }
    throw unexpected(column, "a text");
  }

  /** A text or a list of messages. */
  Said said(String column, String key) {
    return switch (present(column, key)) {
      case String text -> new Said.Text(text);
      case List<?> list -> new Said.Chat(messages(column, list));
      default -> throw unexpected(column, "a text or a list of messages");
    };
  }

  List<Message> chat(String column, String key) {
    if (present(column, key) instanceof List<?> list) {
      return messages(column, list);
    }
    throw unexpected(column, "a list of messages");
  }

  /** Descriptions of functions: objects, or the JSON text of a list of them; may be missing. */
  List<Map<String, @Nullable Object>> tools() {
    String column = columns.tools();
    Object value = row.columns().get(column);
    if (value instanceof String text) {
      try {
        value = text.isBlank() ? null : JsonMapper.shared().readValue(text, OBJECTS);
      } catch (JacksonException e) {
        throw wrong(column, "it must be a list of objects, or the JSON of one", e);
      }
    }
    List<Map<String, @Nullable Object>> tools = new ArrayList<>();
    for (Object tool : value instanceof List<?> list ? list : List.of()) {
      if (!(tool instanceof Map<?, ?> map)) {
        throw unexpected(column, "a list of objects");
      }
      tools.add(named(map));
    }
    if (value != null && !(value instanceof List<?>)) {
      throw unexpected(column, "a list of objects");
    }
    return List.copyOf(tools);
  }

  void requireAlike(Said a, Said b) {
    if (a.getClass() != b.getClass()) {
      throw InputException.of(
          "%s: prompt and answers of a row must be all texts or all lists of messages. Write them"
              + " alike.",
          row.place());
    }
  }

  InputException wrong(String column, String rule) {
    return wrong(column, rule, null);
  }

  private InputException wrong(String column, String rule, @Nullable Exception cause) {
    String line =
        "%s: column \"%s\" of a row of format %s: %s.".formatted(row.place(), column, format, rule);
    return cause == null ? new InputException(line) : new InputException(line, cause);
  }

  private Object present(String column, String key) {
    Object value = row.columns().get(column);
    if (value != null) {
      return value;
    }
    if (row.columns().containsKey(column)) {
      throw wrong(column, "it is empty here. Fill it or remove the row");
    }
    String nearest = Nearest.of(column, row.columns().keySet());
    throw InputException.of(
        "%s: a row of format %s needs a column \"%s\"; there are %s. %s",
        row.place(),
        format,
        column,
        row.columns().isEmpty() ? "none" : String.join(", ", row.columns().keySet()),
        nearest == null
            ? "Say which it is: `columns: {%s: …}`.".formatted(key)
            : "Did you mean `columns: {%s: %s}`?".formatted(key, nearest));
  }

  private List<Message> messages(String column, List<?> list) {
    List<Message> messages = new ArrayList<>();
    for (Object turn : list) {
      if (!(turn instanceof Map<?, ?> map)) {
        throw unexpected(column, "a list of messages, each an object with role and content");
      }
      Map<String, @Nullable Object> fields = fields(map);
      Object content = fields.get("content");
      boolean said = content instanceof String || content instanceof List<?>;
      boolean silent = content == null && map.size() > 1;
      if (!(fields.get("role") instanceof String role) || role.isBlank() || !(said || silent)) {
        throw wrong(
            column,
            "message %d needs a role, and a content that is a text".formatted(messages.size() + 1));
      }
      messages.add(new Message(fields));
    }
    if (messages.isEmpty()) {
      throw wrong(column, "there is no message in it. Fill it or remove the row");
    }
    return messages;
  }

  /** Role and content, also where they are called from and value. */
  private static Map<String, @Nullable Object> fields(Map<?, ?> map) {
    Map<String, @Nullable Object> fields = named(map);
    if (!fields.containsKey("role") && fields.get("from") instanceof String speaker) {
      fields.remove("from");
      fields.put("role", SPEAKERS.getOrDefault(speaker, speaker));
      if (fields.containsKey("value")) {
        fields.put("content", fields.remove("value"));
      }
    }
    return fields;
  }

  private static Map<String, @Nullable Object> named(Map<?, ?> map) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    map.forEach((key, value) -> named.put(String.valueOf(key), value));
    return named;
  }

  private InputException unexpected(String column, String expected) {
    Object value = row.columns().get(column);
    String found =
        switch (value) {
          case null -> "nothing";
          case String text -> "a text";
          case Boolean truth -> "a truth value";
          case Number number -> "a number";
          case List<?> list -> "a list";
          default -> "an object";
        };
    return wrong(column, "%s is expected, but it holds %s".formatted(expected, found));
  }
}
