package dev.mneme.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same text for plain data that {@code values.py} writes and reads, as far as Java needs it:
 * nothing, truth values, integers, texts, lists and objects.
 */
final class PlainText {

  private static final int DEEPEST = 60;

  private final String text;
  private int place;

  private PlainText(String text) {
    this.text = text;
  }

  static String write(@Nullable Object value) {
    StringBuilder into = new StringBuilder();
    write(value, into);
    return into.toString();
  }

  private static void write(@Nullable Object value, StringBuilder into) {
    switch (value) {
      case null -> into.append("N0:");
      case Boolean truth -> into.append(truth ? "T0:" : "F0:");
      case String said ->
          into.append('s').append(said.codePointCount(0, said.length())).append(':').append(said);
      case List<?> items -> {
        into.append('l').append(items.size()).append(':');
        items.forEach(item -> write(item, into));
      }
      case Map<?, ?> pairs -> {
        into.append('m').append(pairs.size()).append(':');
        pairs.forEach((key, item) -> {
          write(key, into);
          write(item, into);
        });
      }
      default -> throw new IllegalArgumentException("no plain form for " + value.getClass());
    }
  }

  /**
   * What a text stands for.
   *
   * @throws IllegalArgumentException if nobody wrote it
   */
  static @Nullable Object read(String text) {
    PlainText reader = new PlainText(text);
    try {
      Object value = reader.item(0);
      if (reader.place == text.length()) {
        return value;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("not plain data", e);
    }
    throw new IllegalArgumentException("not plain data");
  }

  private @Nullable Object item(int depth) {
    int colon = text.indexOf(':', place);
    char letter = text.charAt(place);
    int count = Integer.parseInt(text, place + 1, colon, 10);
    if (depth > DEEPEST || count < 0 || count > text.length()) {
      throw new IllegalArgumentException("not plain data");
    }
    place = colon + 1;
    return switch (letter) {
      case 'N' -> null;
      case 'T' -> true;
      case 'F' -> false;
      case 's' -> taken(count);
      case 'i' -> Long.parseLong(taken(count));
      case 'l' -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          items.add(item(depth + 1));
        }
        yield items;
      }
      case 'm' -> {
        Map<@Nullable Object, @Nullable Object> pairs = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
          Object key = item(depth + 1);
          pairs.put(key, item(depth + 1));
        }
        yield pairs;
      }
      default -> throw new IllegalArgumentException("not plain data");
    };
  }

  /** So many code points, which is how Python counts. */
  private String taken(int codePoints) {
    int from = place;
    place = text.offsetByCodePoints(from, codePoints);
    return text.substring(from, place);
  }
}
