package dev.mneme.task;

import dev.mneme.data.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Right answers in the columns of a row, and how reasons quote them. */
public final class Expected {

  private static final int LONGEST = 60;

  private Expected() {}

  /**
   * What a column holds.
   *
   * @throws InputException if the row has no such column
   */
  public static Object value(Map<String, @Nullable Object> columns, String column) {
    Object value = columns.get(column);
    if (value == null) {
      throw new InputException(
          "the row has no column \"%s\" to compare the answer with, only %s. Name it as reward.column."
              .formatted(column, columns.keySet()));
    }
    return value;
  }

  /** The same as a text. */
  public static String text(Map<String, @Nullable Object> columns, String column) {
    return String.valueOf(value(columns, column));
  }

  /** For a line that a person reads. */
  public static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  /** On one line and not long. */
  public static String shortened(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return start.replaceAll("\\s", " ");
  }
}
