package dev.mneme.app.sweep;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a trial is but for its seed.
 *
 * @param group by name
 * @param changes values by key, in the order in which keys are declared
 */
record Setting(String group, Map<String, JsonNode> changes) {

  /** Numbers below it are written as 3e-4. */
  private static final double SMALL = 1e-3;

  Setting {
    changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
  }

  /** The changes as {@code key=value}, with commas. */
  String text() {
    return changes.entrySet().stream()
        .map(change -> change.getKey() + "=" + text(change.getValue()))
        .collect(Collectors.joining(","));
  }

  /** A changed value, if it is a number. */
  OptionalDouble number(String key) {
    JsonNode value = changes.get(key);
    return value != null && value.isNumber()
        ? OptionalDouble.of(value.asDouble())
        : OptionalDouble.empty();
  }

  /** A value in few characters, the same for equal values. */
  static String text(JsonNode value) {
    if (value.isNumber()) {
      return text(value.asDouble());
    }
    if (value.isArray()) {
      return value.valueStream().map(Setting::text).collect(Collectors.joining("-"));
    }
    return value.isString() ? value.asString() : value.toString();
  }

  private static String text(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (number == 0 || Math.abs(number) >= SMALL) {
      return exact.toPlainString();
    }
    int exponent = exact.precision() - exact.scale() - 1;
    return exact.movePointRight(-exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
