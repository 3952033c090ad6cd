package dev.mneme.lab.world.wording;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table kept beside a class: sections that begin with a line {@code @ …}, of rows whose fields
 * are separated by {@code |}. Lines that begin with {@code #} are for people.
 */
public final class Table {

  private Table() {}

  /**
   * A part of a table.
   *
   * @param head the fields of the line that begins it
   */
  public record Section(List<String> head, List<List<String>> rows) {
    public Section {
      head = List.copyOf(head);
      rows = List.copyOf(rows);
    }
  }

  /** The sections of a table. */
  public static List<Section> sections(Class<?> beside, String name) {
    List<Section> sections = new ArrayList<>();
    List<String> head = null;
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines(beside, name)) {
      if (line.startsWith("@")) {
        if (head != null) {
          sections.add(new Section(head, rows));
        }
        head = Wording.parts(line.substring(1), '|');
        rows = new ArrayList<>();
      } else {
        rows.add(Wording.parts(line, '|'));
      }
    }
    if (head == null) {
      throw new IllegalStateException(name + " has no section");
    }
    sections.add(new Section(head, rows));
    return List.copyOf(sections);
  }

  /** The rows of a table without sections. */
  public static List<List<String>> rows(Class<?> beside, String name) {
    return lines(beside, name).stream().map(line -> Wording.parts(line, '|')).toList();
  }

  private static List<String> lines(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name + " beside " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
