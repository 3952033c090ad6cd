package dev.mneme.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Python's operators do to null, truth values, longs, doubles, texts, lists and maps. */
final class Values {

  private Values() {}

  /** The kind of a value, as Python's messages name it. */
  static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "none";
      case Boolean truth -> "a truth value";
      case Long number -> "a whole number";
      case Double number -> "a number";
      case String text -> "a text";
      case Tuple tuple -> "a tuple";
      case List<?> list -> "a list";
      case Map<?, ?> map -> "a map";
      case Undefined missing -> "undefined (" + missing.message() + ")";
      case Namespace namespace -> "a namespace";
      default -> "a function";
    };
  }

  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Undefined missing -> false;
      default -> true;
    };
  }

  /** The value as a number, or null if it is none; truth values are 0 and 1. */
  static @Nullable Number number(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> truth ? 1L : 0L;
      case Long number -> number;
      case Double number -> number;
      case null, default -> null;
    };
  }

  static boolean isInteger(@Nullable Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  /** A whole number as a position or count; those out of range end at the range. */
  static int index(@Nullable Object value) {
    if (value instanceof Undefined missing) {
      throw missing.asked();
    }
    if (!isInteger(value) || !(number(value) instanceof Long number)) {
      throw new TemplateError("a whole number is needed, not " + typeOf(value));
    }
    return Math.clamp(number, -Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  static boolean equal(@Nullable Object left, @Nullable Object right, Budget budget) {
    budget.enter();
    try {
      Number a = number(left);
      Number b = number(right);
      if (a != null && b != null) {
        return compareNumbers(a, b) == 0;
      }
      return switch (left) {
        case String text -> {
          if (right instanceof String other && text.length() == other.length()) {
            budget.steps(text.length() / 64);
          }
          yield text.equals(right);
        }
        case Undefined missing -> right instanceof Undefined;
        case List<?> list ->
            right instanceof List<?> other
                && list instanceof Tuple == other instanceof Tuple
                && equalLists(list, other, budget);
        case Map<?, ?> map -> right instanceof Map<?, ?> other && equalMaps(map, other, budget);
        case null -> right == null;
        default -> left.equals(right);
      };
    } finally {
      budget.leave();
    }
  }

  private static boolean equalLists(List<?> left, List<?> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      if (!right.containsKey(entry.getKey())
          || !equal(entry.getValue(), right.get(entry.getKey()), budget)) {
        return false;
      }
    }
    return true;
  }

  private static int compareNumbers(Number left, Number right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    double a = left.doubleValue();
    double b = right.doubleValue();
    return a == b ? 0 : a < b ? -1 : 1;
  }

  /** Less than 0, 0 or more, as the first stands before, with or after the second. */
  static int compare(@Nullable Object left, @Nullable Object right, Budget budget) {
    Number a = number(left);
    Number b = number(right);
    if (a != null && b != null) {
      budget.step();
      return compareNumbers(a, b);
    }
    if (left instanceof String text && right instanceof String other) {
      budget.steps(1 + Math.min(text.length(), other.length()) / 64);
      return Strings.compare(text, other);
    }
    if (left instanceof List<?> list
        && right instanceof List<?> other
        && list instanceof Tuple == other instanceof Tuple) {
      budget.enter();
      for (int i = 0; i < Math.min(list.size(), other.size()); i++) {
        int order =
            equal(list.get(i), other.get(i), budget)
                ? 0
                : compare(list.get(i), other.get(i), budget);
        if (order != 0) {
          budget.leave();
          return order;
        }
      }
      budget.leave();
      return Integer.compare(list.size(), other.size());
    }
    throw undefinedFirst(left, right, typeOf(left) + " and " + typeOf(right) + " have no order");
  }

  /**
   * Sorts, keeping the order of equals. Numbers and NaN, or lists of them, may have no order that
   * sorting can rely on.
   */
  static <T extends @Nullable Object> void sort(List<T> items, Comparator<? super T> order) {
    try {
      items.sort(order);
    } catch (IllegalArgumentException contradiction) {
      throw new TemplateError("the items to sort have no order");
    }
  }

  static TemplateError undefinedFirst(
      @Nullable Object left, @Nullable Object right, String otherwise) {
    if (left instanceof Undefined missing) {
      return missing.asked();
    }
    return right instanceof Undefined missing ? missing.asked() : new TemplateError(otherwise);
  }

  /** Is the item in the container? */
  static boolean contains(@Nullable Object container, @Nullable Object item, Budget budget) {
    return switch (container) {
      case String text when item instanceof String part -> {
        budget.steps(1 + text.length() / 64);
        budget.search(text, part);
        yield text.contains(part);
      }
      case Map<?, ?> map -> map.containsKey(key(item));
      case List<?> list -> {
        for (Object element : list) {
          if (equal(element, item, budget)) {
            yield true;
          }
        }
        yield false;
      }
      case Undefined missing -> false;
      case null, default ->
          throw undefinedFirst(
              item, container, typeOf(item) + " cannot be in " + typeOf(container));
    };
  }

  /** A value as the key of a map. */
  static Object key(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case Long number -> number;
      case Boolean truth -> truth;
      case Double number ->
          number == Math.rint(number) && Math.abs(number) < 1e15
              ? (Object) number.longValue()
              : number;
      case null -> NoneKey.NONE;
      default -> throw new TemplateError(typeOf(value) + " cannot be a key");
    };
  }

  /** Maps of ours have no null keys. */
  enum NoneKey {
    NONE
  }

  static @Nullable Object fromKey(Object key) {
    return key == NoneKey.NONE ? null : key;
  }

  /** The items of what can be gone through. */
  static List<@Nullable Object> items(@Nullable Object value, Budget budget) {
    return switch (value) {
      case List<?> list -> {
        @SuppressWarnings("unchecked")
        List<@Nullable Object> items = (List<@Nullable Object>) list;
        yield items;
      }
      case String text -> {
        budget.list(text.length());
        budget.objects(text.length());
        yield Strings.characters(text);
      }
      case Map<?, ?> map -> {
        budget.list(map.size());
        List<@Nullable Object> keys = new ArrayList<>(map.size());
        map.keySet().forEach(key -> keys.add(fromKey(key)));
        yield keys;
      }
      case Undefined missing -> List.of();
      case null, default -> throw new TemplateError(typeOf(value) + " has no items");
    };
  }

  static long length(@Nullable Object value) {
    return switch (value) {
      case String text -> Strings.length(text);
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case Undefined missing -> 0;
      case null, default -> throw new TemplateError(typeOf(value) + " has no length");
    };
  }

  static @Nullable Object binary(
      String operator, @Nullable Object left, @Nullable Object right, Budget budget) {
    Number a = number(left);
    Number b = number(right);
    if (a != null && b != null) {
      return Arithmetic.of(operator, a, b);
    }
    Object joined =
        switch (operator) {
          case "+" -> joined(left, right, budget);
          case "*" ->
              b != null && isInteger(right)
                  ? repeated(left, b.longValue(), budget)
                  : a != null && isInteger(left) ? repeated(right, a.longValue(), budget) : null;
          case "%" ->
              left instanceof String format
                  ? Formats.percent(
                      format,
                      right instanceof Tuple t ? t : Collections.singletonList(right),
                      budget)
                  : null;
          default -> null;
        };
    if (joined == null) {
      throw undefinedFirst(
          left, right, "%s %s %s is not defined".formatted(typeOf(left), operator, typeOf(right)));
    }
    return joined;
  }

  private static @Nullable Object joined(
      @Nullable Object left, @Nullable Object right, Budget budget) {
    if (left instanceof String text && right instanceof String more) {
      budget.text((long) text.length() + more.length());
      return text + more;
    }
    if (left instanceof List<?> list
        && right instanceof List<?> more
        && list instanceof Tuple == more instanceof Tuple) {
      budget.list((long) list.size() + more.size());
      List<@Nullable Object> all = new ArrayList<>(list.size() + more.size());
      all.addAll(list);
      all.addAll(more);
      return list instanceof Tuple ? new Tuple(all) : all;
    }
    return null;
  }

  private static @Nullable Object repeated(@Nullable Object value, long times, Budget budget) {
    long count = Math.clamp(times, 0, Integer.MAX_VALUE);
    if (value instanceof String text) {
      budget.text(text.length() * count);
      return text.repeat((int) count);
    }
    if (value instanceof List<?> list) {
      budget.list(list.size() * count);
      List<@Nullable Object> all = new ArrayList<>();
      for (long i = 0; i < count && !list.isEmpty(); i++) {
        all.addAll(list);
      }
      return list instanceof Tuple ? new Tuple(all) : all;
    }
    return null;
  }

  /** {@code value[start:stop:step]}. */
  static Object slice(
      @Nullable Object value,
      @Nullable Object start,
      @Nullable Object stop,
      @Nullable Object step,
      Budget budget) {
    int stride = step == null ? 1 : index(step);
    if (stride == 0) {
      throw new TemplateError("a slice cannot have the step 0");
    }
    if (!(value instanceof String) && !(value instanceof List<?>)) {
      throw undefinedFirst(value, null, typeOf(value) + " cannot be sliced");
    }
    int size = (int) length(value);
    int lowest = stride > 0 ? 0 : -1;
    int highest = stride > 0 ? size : size - 1;
    int from =
        start == null ? (stride > 0 ? lowest : highest) : bound(start, size, lowest, highest);
    int to = stop == null ? (stride > 0 ? highest : lowest) : bound(stop, size, lowest, highest);
    if (value instanceof String text) {
      budget.text(text.length());
      if (stride == 1) {
        return Strings.between(text, from, to);
      }
      StringBuilder picked = new StringBuilder();
      budget.list(text.length());
      budget.objects(text.length());
      List<@Nullable Object> characters = Strings.characters(text);
      for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
        picked.append(characters.get((int) i));
      }
      return picked.toString();
    }
    List<?> list = (List<?>) value;
    budget.list(list.size());
    List<@Nullable Object> picked = new ArrayList<>();
    for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
      picked.add(list.get((int) i));
    }
    return list instanceof Tuple ? new Tuple(picked) : picked;
  }

  private static int bound(Object value, int size, int lowest, int highest) {
    long index = index(value);
    return Math.clamp(index < 0 ? index + size : index, lowest, highest);
  }

  /**
   * Data of the caller as values of templates: whole numbers as longs, others as doubles, texts,
   * truth values, null, lists and maps with texts as keys.
   *
   * @throws IllegalArgumentException for anything else
   */
  static @Nullable Object of(@Nullable Object data) {
    return switch (data) {
      case null -> null;
      case Boolean truth -> truth;
      case String text -> text;
      case Integer number -> number.longValue();
      case Long number -> number;
      case Float number -> number.doubleValue();
      case Double number -> number;
      case BigInteger number -> number.doubleValue();
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), of(value)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(of(item)));
        yield copy;
      }
      default ->
          throw new IllegalArgumentException(
              "templates take texts, numbers, truth values, lists and maps, not "
                  + data.getClass().getName());
    };
  }
}
