package dev.mneme.data.records;

import dev.mneme.data.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A CSV file as lines of JSON. The first row names the columns; every cell is a text, as nothing in
 * the file says otherwise: {@code 007} stays 007. An empty cell is null, {@code ""} the empty text.
 *
 * <p>Nothing is guessed: cells are separated by one given sign, quoted by {@code "} where they hold
 * that sign, a quote (doubled) or a line break, and every row has as many as the first.
 *
 * <p>Source: RFC 4180.
 */
final class Csv {

  private static final int END = -1;

  private final Path file;
  private final Reader in;
  private final char separator;
  private final Limits limits;
  private long line = 1;
  private int next;

  private Csv(Path file, Reader in, char separator, Limits limits) {
    this.file = file;
    this.in = in;
    this.separator = separator;
    this.limits = limits;
  }

  /** Copies every row below the names to a line. */
  static void unpack(Path file, InputStream in, char separator, OutputStream rows, Limits limits)
      throws IOException {
    unpack(file, in, separator, List.of(), rows, limits);
  }

  /**
   * The same.
   *
   * @param names of the columns where the file does not name them: then every row is copied; empty
   *     if its first row does
   */
  static void unpack(
      Path file,
      InputStream in,
      char separator,
      List<String> names,
      OutputStream rows,
      Limits limits)
      throws IOException {
    Reader reader =
        new BufferedReader(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16);
    Csv csv = new Csv(file, reader, separator, limits);
    try {
      csv.unpack(rows, names);
    } catch (CharacterCodingException e) {
      throw new InputException(
          "%s: text in UTF-8 is expected, but what follows line %d is not. Convert the file to UTF-8."
              .formatted(file, csv.line),
          e);
    }
  }

  private void unpack(OutputStream rows, List<String> given) throws IOException {
    JsonMapper json = JsonMapper.shared();
    next = in.read();
    List<String> names = given.isEmpty() ? names() : given;
    while (next != END) {
      long start = line;
      List<@Nullable String> cells = row();
      if (cells.size() == 1 && cells.getFirst() == null && names.size() > 1) {
        continue; // a blank line
      }
      if (cells.size() != names.size()) {
        throw InputException.of(
            "%s:%d: %d cells are expected, %s, but there are %d. Quote cells that hold separators.",
            file,
            start,
            names.size(),
            given.isEmpty()
                ? "as the first row names %d columns".formatted(names.size())
                : String.join(", ", names),
            cells.size());
      }
      Map<String, @Nullable String> row = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        row.put(names.get(i), cells.get(i));
      }
      byte[] bytes = json.writeValueAsBytes(row);
      if (bytes.length > limits.lineBytes()) {
        throw new InputException(Lines.tooLong(place(start), limits.lineBytes()));
      }
      rows.write(bytes);
      rows.write('\n');
    }
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (String name : row()) {
      if (name == null || name.isBlank()) {
        throw InputException.of(
            "%s:1: the first row must name every column, but column %d has no name.",
            file, names.size() + 1);
      }
      names.add(name.strip());
    }
    if (new HashSet<>(names).size() != names.size()) {
      throw InputException.of("%s:1: two columns have the same name. Give each its own.", file);
    }
    return names;
  }

  /** The cells up to the end of the row. */
  private List<@Nullable String> row() throws IOException {
    List<@Nullable String> cells = new ArrayList<>();
    long start = line;
    int room = limits.lineBytes();
    while (true) {
      String cell = next == '"' ? quoted(start, room) : bare(start, room);
      cells.add(cell);
      room -= 1 + (cell == null ? 0 : cell.length());
      if (room < 0) {
        throw new InputException(Lines.tooLong(place(start), limits.lineBytes()));
      }
      if (next == separator) {
        next = in.read();
        continue;
      }
      if (next == '\r') {
        next = in.read();
      }
      if (next == '\n') {
        next = in.read();
        line++;
      }
      return cells;
    }
  }

  private @Nullable String bare(long start, int room) throws IOException {
    StringBuilder cell = new StringBuilder();
    while (next != END && next != separator && next != '\n' && next != '\r') {
      append(cell, start, room);
    }
    return cell.isEmpty() ? null : cell.toString();
  }

  private String quoted(long start, int room) throws IOException {
    StringBuilder cell = new StringBuilder();
    next = in.read();
    while (true) {
      if (next == END) {
        throw InputException.of(
            "%s: a quote is expected that closes the cell, but the file ends.", place(start));
      }
      if (next == '"') {
        next = in.read();
        if (next != '"') {
          break;
        }
      }
      line += next == '\n' ? 1 : 0;
      append(cell, start, room);
    }
    if (next != END && next != separator && next != '\n' && next != '\r') {
      throw InputException.of(
          "%s: a separator or the end of the row is expected after a closing quote. Double quotes"
              + " inside of cells.",
          place(line));
    }
    return cell.toString();
  }

  private void append(StringBuilder cell, long start, int room) throws IOException {
    if (cell.length() >= room) {
      throw new InputException(Lines.tooLong(place(start), limits.lineBytes()));
    }
    cell.append((char) next);
    next = in.read();
  }

  private String place(long where) {
    return file + ":" + where;
  }
}
