package dev.mneme.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Python's {@code json.dumps} writes it: {@code ", "} and {@code ": "} between things, and
 * each thing on its own line where there is an indent.
 */
final class JsonWriter {

  private final StringBuilder out = new StringBuilder();
  private final boolean asciiOnly;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final Budget budget;

  JsonWriter(
      boolean asciiOnly,
      @Nullable String indent,
      @Nullable List<?> separators,
      boolean sorted,
      Budget budget) {
    this.asciiOnly = asciiOnly;
    this.indent = indent;
    this.itemSeparator =
        separators == null ? (indent == null ? ", " : ",") : Formats.str(separators.get(0), budget);
    this.keySeparator = separators == null ? ": " : Formats.str(separators.get(1), budget);
    this.sorted = sorted;
    this.budget = budget;
  }

  String write(@Nullable Object value) {
    write(value, 0);
    return out.toString();
  }

  private void write(@Nullable Object value, int level) {
    budget.enter();
    int before = out.length();
    switch (value) {
      case null -> out.append("null");
      case Boolean truth -> out.append((boolean) truth);
      case Long number -> out.append((long) number);
      case Double number -> out.append(number(number));
      case String text -> quoted(text);
      case List<?> list -> {
        list(list, level);
        before = out.length();
      }
      case Map<?, ?> map -> {
        map(map, level);
        before = out.length();
      }
      default -> throw new TemplateError(Values.typeOf(value) + " cannot be written as JSON");
    }
    budget.text(out.length() - before);
    budget.leave();
  }

  private void list(List<?> list, int level) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    boolean first = true;
    for (Object item : list) {
      begin(first, level);
      first = false;
      write(item, level + 1);
    }
    end(level);
    out.append(']');
  }

  private void map(Map<?, ?> map, int level) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      Values.sort(entries, (a, b) -> Values.compare(a.getKey(), b.getKey(), budget));
    }
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : entries) {
      begin(first, level);
      first = false;
      quoted(name(entry.getKey()));
      paid(keySeparator);
      write(entry.getValue(), level + 1);
    }
    end(level);
    out.append('}');
  }

  private static String name(Object key) {
    return switch (key) {
      case String text -> text;
      case Boolean truth -> truth ? "true" : "false";
      case Double number -> number(number);
      case Values.NoneKey none -> "null";
      default -> key.toString();
    };
  }

  private static String number(double number) {
    return Double.isNaN(number)
        ? "NaN"
        : Double.isInfinite(number)
            ? (number > 0 ? "Infinity" : "-Infinity")
            : Formats.real(number);
  }

  private void begin(boolean first, int level) {
    if (!first) {
      paid(itemSeparator);
    }
    newline(level + 1);
  }

  private void paid(String separator) {
    budget.text(separator.length());
    out.append(separator);
  }

  private void end(int level) {
    newline(level);
  }

  private void newline(int level) {
    if (indent != null) {
      budget.text((long) level * indent.length() + 1);
      out.append('\n').append(indent.repeat(level));
    }
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < 0x20 || (asciiOnly && c > 0x7e)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
