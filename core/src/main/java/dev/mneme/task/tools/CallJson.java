package dev.mneme.task.tools;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON within limits, and the calls that are written in it. */
final class CallJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxNumberLength(1000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private static final List<String> NAMES =
      List.of("name", "function", "tool", "tool_name", "Action", "action");
  private static final List<String> ARGUMENTS =
      List.of("arguments", "parameters", "args", "Action_Input", "action_input", "input");

  private CallJson() {}

  /**
   * A value at the start of a text.
   *
   * @param length characters of it
   */
  record Value(JsonNode node, int length) {}

  /** The value that stands at a place of a text, or null where there is none. */
  static @Nullable Value at(char[] text, int from) {
    try (JsonParser parser = MAPPER.createParser(text, from, text.length - from)) {
      JsonNode node = MAPPER.readTree(parser);
      return node == null || node.isMissingNode()
          ? null
          : new Value(node, (int) parser.currentLocation().getCharOffset());
    } catch (JacksonException | ArithmeticException broken) {
      return null;
    }
  }

  /** The value that a whole text is, or null where it is none. */
  static @Nullable JsonNode whole(String text) {
    Value value = at(text.toCharArray(), 0);
    return value != null && text.substring(value.length()).isBlank() ? value.node() : null;
  }

  /** Java's lists, maps, texts and numbers. */
  static JsonNode of(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The calls that a value is made of, none where it is something else. */
  static List<ToolCall> calls(JsonNode node) {
    List<ToolCall> calls = new ArrayList<>();
    collect(node, calls);
    return calls;
  }

  private static void collect(JsonNode node, List<ToolCall> calls) {
    if (node.isArray()) {
      node.forEach(each -> collect(each, calls));
    } else if (node.path("tool_calls").isArray()) {
      collect(node.path("tool_calls"), calls);
    } else if (node.path("function").isObject()) {
      collect(node.path("function"), calls);
    } else {
      JsonNode name = firstOf(node, NAMES);
      JsonNode arguments = firstOf(node, ARGUMENTS);
      if (name != null && name.isString() && arguments != null) {
        calls.add(new ToolCall(name.stringValue(), arguments(arguments)));
      }
    }
  }

  private static @Nullable JsonNode firstOf(JsonNode node, List<String> keys) {
    for (String key : keys) {
      if (node.has(key)) {
        return node.get(key);
      }
    }
    return null;
  }

  /** Arguments are an object, or a text of one. */
  private static JsonNode arguments(JsonNode node) {
    return node.isString() ? argumentsIn(node.stringValue()) : node;
  }

  /** The object that a text is; else the text. */
  static JsonNode argumentsIn(String text) {
    JsonNode node = whole(text);
    return node != null && node.isObject() ? node : JsonNodeFactory.instance.stringNode(text);
  }
}
