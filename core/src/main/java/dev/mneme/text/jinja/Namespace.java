package dev.mneme.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one value that can change; its items outlive the block that sets them. */
final class Namespace {

  private final Map<Object, @Nullable Object> items;

  Namespace(Map<Object, @Nullable Object> items) {
    this.items = new LinkedHashMap<>(items);
    this.items.keySet().forEach(Namespace::check);
  }

  private static void check(Object name) {
    if (name instanceof String text && text.startsWith("_")) {
      throw new TemplateError("names in a namespace do not begin with an underscore: " + text);
    }
  }

  boolean has(Object name) {
    return items.containsKey(name);
  }

  @Nullable Object get(Object name) {
    return items.get(name);
  }

  void set(String name, @Nullable Object value) {
    check(name);
    items.put(name, value);
  }
}
