package dev.mneme.app.evaluation;

import dev.mneme.data.InputException;
import dev.mneme.data.Nearest;
import dev.mneme.data.records.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with places for a row's columns: {@code {question}}, or {@code {choices.text}} for what an
 * object in a column holds. Braces themselves are written twice.
 */
final class Template {

  private static final Pattern PIECE = Pattern.compile("\\{\\{|\\}\\}|\\{([^{}]+)\\}|[{}]");

  /** A text as it is, or a column. */
  private record Piece(String text, boolean column) {}

  private final List<Piece> pieces;

  private Template(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /**
   * @throws IllegalArgumentException in one line, if a brace stands alone
   */
  static Template parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = PIECE.matcher(text);
    int from = 0;
    while (matcher.find()) {
      pieces.add(new Piece(text.substring(from, matcher.start()), false));
      String column = matcher.group(1);
      if (column != null) {
        pieces.add(new Piece(column, true));
      } else if (matcher.group().length() == 2) {
        pieces.add(new Piece(matcher.group().substring(1), false));
      } else {
        throw new IllegalArgumentException(
            "a brace stands alone in \"%s\"; columns are written {column}, braces {{ and }}"
                .formatted(text));
      }
      from = matcher.end();
    }
    pieces.add(new Piece(text.substring(from), false));
    return new Template(pieces.stream().filter(piece -> !piece.text().isEmpty()).toList());
  }

  /**
   * The text for a row.
   *
   * @throws InputException naming the row, if it lacks a column
   */
  String of(Row row) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece.column() ? textOf(row, piece.text()) : piece.text());
    }
    return text.toString();
  }

  /** The texts for a row: the elements of a list, if the template is one column that holds one. */
  List<String> each(Row row) {
    if (pieces.size() == 1
        && pieces.getFirst().column()
        && value(row, pieces.getFirst().text()) instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return List.of(of(row));
  }

  private static String textOf(Row row, String column) {
    Object value = value(row, column);
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      throw InputException.of(
          "%s: column \"%s\" holds %s where a text is needed. Name another column.",
          row.place(), column, value instanceof List<?> ? "a list" : "an object");
    }
    return value.toString();
  }

  /**
   * What a column holds.
   *
   * @throws InputException naming the row, if there is nothing
   */
  static Object value(Row row, String column) {
    Object value = row.columns().get(column);
    int dot = -1;
    while (value == null && (dot = column.indexOf('.', dot + 1)) > 0) {
      value = within(row.columns().get(column.substring(0, dot)), column.substring(dot + 1));
    }
    if (value != null) {
      return value;
    }
    String nearest = Nearest.of(column, row.columns().keySet());
    throw InputException.of(
        "%s: there is no column \"%s\".%s",
        row.place(),
        column,
        nearest == null
            ? " There are %s.".formatted(String.join(", ", row.columns().keySet()))
            : nearest.equals(column)
                ? " It is empty here; leave the row out."
                : " Did you mean \"%s\"?".formatted(nearest));
  }

  private static @Nullable Object within(@Nullable Object value, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      return null;
    }
    Object inner = map.get(path);
    int dot = path.indexOf('.');
    return inner != null || dot < 0
        ? inner
        : within(map.get(path.substring(0, dot)), path.substring(dot + 1));
  }
}
