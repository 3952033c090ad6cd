package dev.mneme.app.console;

import java.util.ArrayList;
import java.util.List;

/**
 * A text table whose columns line up: words to the left, numbers to the right, two spaces between
 * columns, a rule under the header. Cells are one line of plain text.
 *
 * <pre>
 * method  kept, %     new, %
 * ------  ----------  ------
 * naive   61.2 ± 3.1    88.0
 * </pre>
 */
public final class Table {

  private static final String GAP = "  ";
  private static final String BOLD = "\u001b[1m";
  private static final String NORMAL = "\u001b[0m";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  /** A table without rows yet. */
  public static Table of(Column... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("a table needs at least one column");
    }
    return new Table(List.of(columns));
  }

  /** A heading and the side its cells keep to. */
  public record Column(String heading, boolean right) {

    /** For words. */
    public static Column left(String heading) {
      return new Column(heading, false);
    }

    /** For numbers. */
    public static Column right(String heading) {
      return new Column(heading, true);
    }
  }

  /** Adds a row with one cell for each column. */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of %d cells does not fit %d columns".formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines of the table, header and rule first, without trailing blanks. */
  public List<String> lines() {
    List<String> headings = columns.stream().map(Column::heading).toList();
    int[] widths = widths(headings);
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    lines.add(line(rule, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  /** Prints the table as a result, its header bold where the terminal shows colours. */
  public void print(Terminal terminal) {
    List<String> lines = lines();
    String header = lines.getFirst();
    terminal.out().println(terminal.colours() ? BOLD + header + NORMAL : header);
    lines.stream().skip(1).forEach(terminal.out()::println);
    terminal.out().flush();
  }

  private int[] widths(List<String> headings) {
    int[] widths = new int[columns.size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = length(headings.get(c));
      for (List<String> row : rows) {
        widths[c] = Math.max(widths[c], length(row.get(c)));
      }
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String blank = " ".repeat(widths[c] - length(cells.get(c)));
      line.append(c == 0 ? "" : GAP);
      line.append(columns.get(c).right() ? blank + cells.get(c) : cells.get(c) + blank);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
