package dev.mneme.app.study;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A line of a study's {@code points.csv}. Empty cells are not known. */
public record StudyRow(Row row) {

  /**
   * Reads all lines of a file.
   *
   * @param study the command that wrote it
   * @param measured how all of them must have been
   * @param point what a line says; throws an {@link IllegalArgumentException} where it says nothing
   * @throws InputException naming the file and the line, if one is wrong or was measured otherwise
   */
  public static <P> List<P> all(
      Path file, String study, Measured measured, Function<StudyRow, P> point) {
    List<P> points = new ArrayList<>();
    try (Records records = Records.open(file)) {
      for (long number = 0; number < records.size(); number++) {
        StudyRow row = new StudyRow(records.row(number));
        try {
          points.add(point.apply(row));
        } catch (IllegalArgumentException wrong) {
          throw new InputException(
              "%s is no model of this study: %s. Name a points.csv that mneme reproduce %s wrote."
                  .formatted(row.row.place(), wrong.getMessage(), study),
              wrong);
        }
        measured.require(file, row);
      }
    }
    return points;
  }

  /** The names of its columns. */
  public Set<String> columns() {
    return row.columns().keySet();
  }

  /** Whether there is something in a cell. */
  public boolean has(String name) {
    return !text(name).isEmpty();
  }

  /** A cell, empty where there is none. */
  public String text(String name) {
    Object value = row.columns().get(name);
    return value == null ? "" : value.toString();
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if it is none
   */
  public double number(String name) {
    String text = text(name);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("%s is \"%s\"".formatted(name, text), wrong);
    }
  }
}
