package dev.mneme.app.report;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a report says, in reading order. All text is plain text.
 *
 * @param verdict the answer in one paragraph, before any figure
 */
public record Report(
    String title, String subtitle, String verdict, List<Section> sections, Provenance provenance) {

  public Report {
    sections = List.copyOf(sections);
  }

  /** A heading and what stands under it. */
  public record Section(String heading, List<Block> blocks) {

    public Section {
      blocks = List.copyOf(blocks);
    }

    public Section(String heading, Block... blocks) {
      this(heading, List.of(blocks));
    }
  }

  /** One piece of a section. */
  public sealed interface Block permits Paragraph, Notes, Table, Figure {}

  /** A paragraph of plain text. */
  public record Paragraph(String text) implements Block {}

  /** Remarks set apart from the text, such as what differs from the paper. */
  public record Notes(String heading, List<String> items) implements Block {

    public Notes {
      items = List.copyOf(items);
    }
  }

  /** A chart with its title and the caption that says in words what is to be seen. */
  public record Figure(String title, String caption, Chart chart) implements Block {}

  /**
   * How to get the same numbers again.
   *
   * @param command the command line that made them
   * @param versions version by component
   * @param date the day the report was made, given by the caller so that reports can be compared
   */
  public record Provenance(
      String command, List<Long> seeds, SortedMap<String, String> versions, LocalDate date) {

    public Provenance {
      seeds = List.copyOf(seeds);
      versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    }

    public Provenance(
        String command, List<Long> seeds, Map<String, String> versions, LocalDate date) {
      this(command, seeds, new TreeMap<>(versions), date);
    }
  }
}
