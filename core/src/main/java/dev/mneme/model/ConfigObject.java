package dev.mneme.model;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object of an untrusted file, whose values are asked for by kind and range; each refusal is
 * one line with the file, the key and what was there. A key whose value is {@code null} counts as
 * missing.
 */
final class ConfigObject {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int SHOWN = 60;

  private final String where;
  private final String path;
  private final Map<?, ?> values;

  private ConfigObject(String where, String path, Map<?, ?> values) {
    this.where = where;
    this.path = path;
    this.values = values;
  }

  static ConfigObject parse(String json, String where) {
    try {
      if (MAPPER.readValue(json, Object.class) instanceof Map<?, ?> map) {
        return new ConfigObject(where, "", map);
      }
    } catch (JacksonException broken) {
      String said = String.valueOf(broken.getOriginalMessage()).lines().findFirst().orElse("");
      throw new InputException(where + " is not JSON: " + shortened(said), broken);
    }
    throw new InputException(where + " must hold one JSON object.");
  }

  /** The keys, in the order of the file. */
  List<String> keys() {
    return values.keySet().stream().map(String.class::cast).toList();
  }

  /** Whatever stands there; null if nothing or {@code null} does. */
  @Nullable Object value(String key) {
    return values.get(key);
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  /** Whether the key is there, be its value null. */
  boolean names(String key) {
    return values.containsKey(key);
  }

  int count(String key, int least, int most) {
    Object value = values.get(key);
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw refused(key, String.format(Locale.ROOT, "a whole number from %d to %d", least, most));
  }

  int count(String key, int least, int most, int otherwise) {
    return has(key) ? count(key, least, most) : otherwise;
  }

  /** A finite number. */
  double number(String key, double least, double most) {
    if (values.get(key) instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw refused(key, "a number from " + least + " to " + most);
  }

  double number(String key, double least, double most, double otherwise) {
    return has(key) ? number(key, least, most) : otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw refused(key, "true or false");
  }

  @Nullable String text(String key) {
    Object value = values.get(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw refused(key, "a text");
  }

  List<String> texts(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw refused(key, "a list of texts");
  }

  /** One token or a list of them; numbers below 0 stand for none. */
  List<Integer> tokens(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    List<?> list = value instanceof List<?> several ? several : List.of(value);
    if (!list.stream().allMatch(Integer.class::isInstance)) {
      throw refused(key, "a token number or a list of them");
    }
    return list.stream().map(Integer.class::cast).filter(id -> id >= 0).toList();
  }

  @Nullable ConfigObject object(String key) {
    Object value = values.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      return new ConfigObject(where, path + key + ".", map);
    }
    throw refused(key, "an object");
  }

  boolean anyObject() {
    return values.values().stream().anyMatch(Map.class::isInstance);
  }

  InputException refused(String key, String wanted) {
    Object value = values.get(key);
    return new InputException(
        value == null
            ? "%s: \"%s%s\" is missing; it must be %s.".formatted(where, path, key, wanted)
            : "%s: \"%s%s\" must be %s, but is %s."
                .formatted(where, path, key, wanted, shortened(value)));
  }

  /** A refusal of the whole file. */
  InputException refused(String message) {
    return new InputException(where + ": " + message);
  }

  /** What an untrusted value looks like in one short line. */
  static String shortened(Object value) {
    String text = value instanceof String string ? '"' + string + '"' : String.valueOf(value);
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
