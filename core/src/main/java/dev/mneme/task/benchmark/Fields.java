package dev.mneme.task.benchmark;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.data.records.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of one row, with one line for those that are not what a benchmark needs. */
final class Fields {

  private final String place;
  private final Map<String, @Nullable Object> columns;

  Fields(Row row) {
    this(row.place(), row.columns());
  }

  private Fields(String place, Map<String, @Nullable Object> columns) {
    this.place = place;
    this.columns = columns;
  }

  Map<String, @Nullable Object> columns() {
    return columns;
  }

  boolean has(String column) {
    return columns.get(column) != null;
  }

  String text(String column) {
    if (present(column) instanceof String text) {
      return text;
    }
    throw wrong(column, "must be a text");
  }

  /** A text; empty where the column is missing or null. */
  String textOrEmpty(String column) {
    return has(column) ? text(column) : "";
  }

  List<String> texts(String column) {
    List<String> texts = new ArrayList<>();
    if (present(column) instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof String text) {
          texts.add(text);
        }
      }
      if (!list.isEmpty() && texts.size() == list.size()) {
        return texts;
      }
    }
    throw wrong(column, "must be a list of texts");
  }

  /** A list of ones and noughts, or of truth values. */
  List<Boolean> truths(String column) {
    List<Boolean> truths = new ArrayList<>();
    for (Object each : present(column) instanceof List<?> list ? list : List.of()) {
      if (each instanceof Number number) {
        truths.add(number.longValue() == 1);
      } else if (each instanceof Boolean truth) {
        truths.add(truth);
      } else {
        throw wrong(column, "must be a list of 0 and 1");
      }
    }
    return truths;
  }

  /** A whole number, or the text of one. */
  int whole(String column) {
    Object value = present(column);
    if (value instanceof Long number
        && number >= Integer.MIN_VALUE
        && number <= Integer.MAX_VALUE) {
      return Math.toIntExact(number);
    }
    if (value instanceof String text && text.matches("-?\\d{1,9}")) {
      return Integer.parseInt(text);
    }
    throw wrong(column, "must be a whole number");
  }

  /** A whole number that counts the elements of something from 0. */
  int index(String column, int count) {
    int index = whole(column);
    if (index < 0 || index >= count) {
      throw wrong(column, "must lie between 0 and %d, but is %d".formatted(count - 1, index));
    }
    return index;
  }

  List<?> list(String column) {
    if (present(column) instanceof List<?> list) {
      return list;
    }
    throw wrong(column, "must be a list");
  }

  /** What the only message of a conversation says, its text in {@code value} or {@code content}. */
  String onlyMessage(String column) {
    if (list(column).size() == 1
        && list(column).getFirst() instanceof Map<?, ?> message
        && (message.containsKey("value") ? message.get("value") : message.get("content"))
            instanceof String said) {
      return said;
    }
    throw wrong(column, "must be a list of one message");
  }

  /** An object in a column. */
  Fields object(String column) {
    if (present(column) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      map.forEach((key, value) -> named.put(String.valueOf(key), value));
      return new Fields(place + ", " + column, named);
    }
    throw wrong(column, "must be an object");
  }

  InputException wrong(String column, String rule) {
    return InputException.of(
        "%s: column \"%s\" %s. Get the data of this benchmark again.", place, column, rule);
  }

  private Object present(String column) {
    Object value = columns.get(column);
    if (value != null) {
      return value;
    }
    String nearest = Nearest.of(column, columns.keySet());
    throw InputException.of(
        "%s: a column \"%s\" is needed, there are %s. %s",
        place,
        column,
        columns.isEmpty() ? "none" : String.join(", ", columns.keySet()),
        nearest == null || columns.containsKey(column)
            ? "Get the data of this benchmark again."
            : "Is it \"%s\"? Rename it.".formatted(nearest));
  }
}
