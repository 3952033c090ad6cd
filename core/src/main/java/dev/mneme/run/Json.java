package dev.mneme.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Objects of texts, longs, doubles, truth values, lists and objects as JSON and back without loss.
 *
 * <p>JSON has no numbers for NaN and the infinities, so they are written as the texts {@code
 * "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, and these three texts are read as numbers.
 */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** One line. */
  static String line(Map<String, ?> object) {
    return MAPPER.writeValueAsString(checked(object));
  }

  /** Indented, ending with a newline. */
  static String page(Map<String, ?> object) {
    return MAPPER
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(checked(object))
        + "\n";
  }

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException with one line if the text is not exactly one JSON object
   */
  static Map<String, Object> parse(String text) {
    try {
      Object value = MAPPER.readValue(text, Object.class);
      if (value instanceof Map<?, ?> map) {
        return restored(map);
      }
      throw new IllegalArgumentException("not a JSON object");
    } catch (JacksonException broken) {
      String said = String.valueOf(broken.getOriginalMessage());
      throw new IllegalArgumentException(said.lines().findFirst().orElse("not JSON"), broken);
    }
  }

  private static Object checked(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, inner) -> copy.put((String) key, checked(inner)));
        yield copy;
      }
      case List<?> list -> list.stream().map(Json::checked).toList();
      case String text when isNumber(text) ->
          throw new IllegalArgumentException("the text " + text + " would be read as a number");
      case String text -> text;
      case Integer number -> number.longValue();
      case Long number -> number;
      case Double number -> number;
      case Boolean truth -> truth;
      case null, default ->
          throw new IllegalArgumentException(
              "only texts, longs, doubles, truth values, lists and maps can be kept, not " + value);
    };
  }

  private static Map<String, Object> restored(Map<?, ?> map) {
    Map<String, Object> restored = new LinkedHashMap<>();
    map.forEach((key, value) -> restored.put((String) key, restored(value)));
    return restored;
  }

  private static Object restored(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> restored(map);
      case List<?> list -> {
        List<Object> restored = new ArrayList<>();
        list.forEach(inner -> restored.add(restored(inner)));
        yield restored;
      }
      case String text when isNumber(text) -> Double.valueOf(text);
      case null -> throw new IllegalArgumentException("null is not a value");
      default -> value;
    };
  }

  private static boolean isNumber(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }
}
