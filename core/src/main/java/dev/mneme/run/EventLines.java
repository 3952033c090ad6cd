package dev.mneme.run;

import dev.mneme.train.Event;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One event as one line of JSON and back, every number exactly. Values are written in the order of
 * their names, so that equal events give equal bytes.
 */
final class EventLines {

  private EventLines() {}

  static String encode(Event event) {
    Map<String, Object> line = new LinkedHashMap<>();
    switch (event) {
      case Event.Stepped stepped -> {
        start(line, "stepped", event);
        line.put("values", new TreeMap<>(stepped.values()));
      }
      case Event.Measured measured -> {
        start(line, "measured", event);
        line.put("probe", measured.probe());
        line.put("values", new TreeMap<>(measured.values()));
      }
      case Event.Decided decided -> {
        start(line, "decided", event);
        line.put("controller", decided.controller());
        line.put("values", new TreeMap<>(decided.values()));
        line.put("reason", decided.reason());
      }
      case Event.Saved saved -> {
        start(line, "saved", event);
        line.put("checkpoint", saved.checkpoint());
      }
      case Event.Finished finished -> start(line, "finished", finished);
    }
    return Json.line(line);
  }

  /**
   * @throws IllegalArgumentException with one line if this is not an event
   */
  static Event decode(String line) {
    Map<String, Object> object = Json.parse(line);
    String kind = text(object, "event");
    long step = step(object);
    return switch (kind) {
      case "stepped" -> {
        requireKeys(object, Set.of("event", "step", "values"));
        yield new Event.Stepped(step, values(object));
      }
      case "measured" -> {
        requireKeys(object, Set.of("event", "step", "probe", "values"));
        yield new Event.Measured(step, text(object, "probe"), values(object));
      }
      case "decided" -> {
        requireKeys(object, Set.of("event", "step", "controller", "values", "reason"));
        yield new Event.Decided(
            step, text(object, "controller"), values(object), text(object, "reason"));
      }
      case "saved" -> {
        requireKeys(object, Set.of("event", "step", "checkpoint"));
        yield new Event.Saved(step, text(object, "checkpoint"));
      }
      case "finished" -> {
        requireKeys(object, Set.of("event", "step"));
        yield new Event.Finished(step);
      }
      default -> throw new IllegalArgumentException("unknown event \"" + kind + "\"");
    };
  }

  private static void start(Map<String, Object> line, String kind, Event event) {
    line.put("event", kind);
    line.put("step", event.step());
  }

  private static void requireKeys(Map<String, Object> object, Set<String> keys) {
    if (!object.keySet().equals(keys)) {
      throw new IllegalArgumentException(
          "has the keys %s instead of %s"
              .formatted(object.keySet(), keys.stream().sorted().toList()));
    }
  }

  private static String text(Map<String, Object> object, String key) {
    if (object.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("\"" + key + "\" is not a text");
  }

  private static long step(Map<String, Object> object) {
    if (object.get("step") instanceof Long step) {
      return step;
    }
    throw new IllegalArgumentException("\"step\" is not a whole number");
  }

  private static Map<String, Double> values(Map<String, Object> object) {
    if (!(object.get("values") instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("\"values\" is not an object");
    }
    Map<String, Double> values = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      if (!(value instanceof Number number)) {
        throw new IllegalArgumentException("value \"" + name + "\" is not a number");
      }
      values.put((String) name, number.doubleValue());
    });
    return Collections.unmodifiableMap(values);
  }
}
