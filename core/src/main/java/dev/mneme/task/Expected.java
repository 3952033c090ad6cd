package dev.mneme.task;

import dev.mneme.data.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Right answers in the columns of a row. */
final class Expected {

  private Expected() {}

  static String text(Map<String, @Nullable Object> columns, String column) {
    Object value = columns.get(column);
    if (value == null) {
      throw new InputException(
          "the row has no column \"%s\" to compare the answer with, only %s. Name it as reward.column."
              .formatted(column, columns.keySet()));
    }
    return String.valueOf(value);
  }
}
