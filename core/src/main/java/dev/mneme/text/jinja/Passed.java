package dev.mneme.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments with their values. */
record Passed(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

  /** Refuses what a function that knows {@code names} does not take. */
  Passed allow(String function, String... names) {
    if (positional.size() > names.length) {
      throw new TemplateError(
          "%s takes at most %d arguments, not %d"
              .formatted(function, names.length, positional.size()));
    }
    for (String name : named.keySet()) {
      if (!List.of(names).contains(name)) {
        throw new TemplateError("%s takes no argument \"%s\"".formatted(function, name));
      }
    }
    return this;
  }

  boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  @Nullable Object get(int index, String name, @Nullable Object otherwise) {
    if (index < positional.size()) {
      return positional.get(index);
    }
    return named.containsKey(name) ? named.get(name) : otherwise;
  }

  @Nullable Object need(int index, String name) {
    if (!has(index, name)) {
      throw new TemplateError("the argument \"" + name + "\" is missing");
    }
    return get(index, name, null);
  }

  String text(int index, String name, String otherwise) {
    Object value = get(index, name, otherwise);
    if (value instanceof String text) {
      return text;
    }
    throw new TemplateError(
        "the argument \"%s\" must be a text, not %s".formatted(name, Values.typeOf(value)));
  }

  int number(int index, String name, int otherwise) {
    return Values.index(get(index, name, (long) otherwise));
  }

  boolean truth(int index, String name, boolean otherwise) {
    return Values.truth(get(index, name, otherwise));
  }
}
