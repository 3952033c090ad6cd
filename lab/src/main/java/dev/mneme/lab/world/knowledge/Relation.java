package dev.mneme.lab.world.knowledge;

import dev.mneme.lab.world.wording.Table;
import java.util.List;

/**
 * What ties two things together, such as animals and their homes.
 *
 * @param forward the question that names the left thing, slot a
 * @param backward the question that names the right thing, slot b
 * @param statements with both slots
 * @param facts pairs; no left thing occurs twice
 */
record Relation(
    String name, String forward, String backward, List<String> statements, List<Fact> facts) {

  /** Two things that belong together. */
  record Fact(String left, String right) {}

  static List<Relation> all() {
    return Table.sections(Relation.class, "facts.txt").stream().map(Relation::of).toList();
  }

  private static Relation of(Table.Section section) {
    List<String> head = section.head();
    return new Relation(
        head.get(0),
        head.get(1),
        head.get(2),
        head.subList(3, head.size()),
        section.rows().stream().map(row -> new Fact(row.get(0), row.get(1))).toList());
  }
}
