package dev.mneme.task;

import dev.mneme.data.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Right answers in the columns of a row, and how reasons quote them. */
final class Expected {

  private static final int LONGEST = 60;

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

  /** For a line that a person reads. */
  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
