package dev.mneme.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values of one block; what it does not know it asks of the block around it. */
final class Scope {

  private final @Nullable Scope around;
  private final Map<String, @Nullable Object> values = new HashMap<>();

  Scope(@Nullable Scope around) {
    this.around = around;
  }

  @Nullable Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.around) {
      if (scope.values.containsKey(name)) {
        return scope.values.get(name);
      }
    }
    return new Undefined("'" + name + "' is undefined");
  }

  void set(String name, @Nullable Object value) {
    values.put(name, value);
  }
}
