package dev.mneme.lab.world.pronouns;

import dev.mneme.lab.world.wording.Table;
import dev.mneme.lab.world.wording.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A sentence about two things that breaks off at "because the".
 *
 * @param sentence with the slots a and b
 * @param ofA a reason that speaks of a
 * @param ofB a reason that speaks of b
 * @param as what a may be
 * @param bs what b may be
 */
record Schema(String sentence, String ofA, String ofB, List<String> as, List<String> bs) {

  static List<Schema> all() {
    Map<String, List<String>> lists = new TreeMap<>();
    List<Schema> schemas = new ArrayList<>();
    for (List<String> row : Table.rows(Schema.class, "schemas.txt")) {
      if (row.getFirst().startsWith("=")) {
        lists.put(row.get(0).substring(1).strip(), Wording.parts(row.get(1), ';'));
      } else {
        schemas.add(
            new Schema(
                row.get(0),
                row.get(1),
                row.get(2),
                Objects.requireNonNull(lists.get(row.get(3))),
                Objects.requireNonNull(lists.get(row.get(4)))));
      }
    }
    return List.copyOf(schemas);
  }

  /** Without "because the", with a and b filled in. */
  String event(String a, String b) {
    String whole = Wording.fill(sentence, "a", a, "b", b);
    return whole.substring(0, whole.length() - " because the".length());
  }
}
