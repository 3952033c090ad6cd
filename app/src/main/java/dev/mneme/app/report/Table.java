package dev.mneme.app.report;

import java.util.List;
import java.util.Locale;

/** A table with its caption; every row has a cell for every column. */
public record Table(String caption, List<Column> columns, List<List<Cell>> rows)
    implements Report.Block {

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table \"%s\" has %d columns, a row has %d cells"
                .formatted(caption, columns.size(), row.size()));
      }
    }
  }

  /** Which edge a column's cells stand at. */
  public enum Align {
    LEFT,
    RIGHT
  }

  /** A column's heading and edge. */
  public record Column(String heading, Align align) {

    /** A column of words, at the left. */
    public static Column words(String heading) {
      return new Column(heading, Align.LEFT);
    }

    /** A column of numbers, at the right. */
    public static Column numbers(String heading) {
      return new Column(heading, Align.RIGHT);
    }
  }

  /**
   * What stands in a cell.
   *
   * @param interval set smaller after the text; empty where there is none
   */
  public record Cell(String text, String interval) {

    /** Words. */
    public static Cell of(String words) {
      return new Cell(words, "");
    }

    /** A number with so many decimals; one that was not measured (NaN) is a dash. */
    public static Cell of(double number, int decimals) {
      return new Cell(rounded(number, decimals), "");
    }

    /** A number with its interval, such as 0.95 [0.93, 0.97]. */
    public static Cell of(Estimate estimate, int decimals) {
      return new Cell(
          rounded(estimate.value(), decimals),
          "[%s, %s]"
              .formatted(rounded(estimate.low(), decimals), rounded(estimate.high(), decimals)));
    }

    private static String rounded(double number, int decimals) {
      if (Double.isNaN(number)) {
        return "–";
      }
      if (Double.isInfinite(number)) {
        return number > 0 ? "∞" : "−∞";
      }
      return String.format(Locale.ROOT, "%,." + decimals + "f", number).replace('-', '−');
    }
  }
}
