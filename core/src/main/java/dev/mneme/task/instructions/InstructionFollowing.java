package dev.mneme.task.instructions;

import dev.mneme.data.InputException;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a response follows the instructions of its row: {@value #IDS}, a list of texts, and
 * {@value #KWARGS}, as many objects. The parts of the verdict are the instructions by their ids, 1
 * or 0 (a second one of the same id is {@code "id #2"}); a blank response follows none.
 *
 * @param strictness how kindly
 * @param reward of some of several instructions
 */
public record InstructionFollowing(Strictness strictness, Reward reward) implements TextVerifier {

  static final String IDS = "instruction_id_list";
  static final String KWARGS = "kwargs";

  /** What a response is worth that follows some of its instructions. */
  public enum Reward {
    /** The share of those it follows. */
    SHARE,
    /** 1 if it follows all, else 0. */
    ALL
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    List<?> ids = list(columns, IDS);
    List<?> kwargs = list(columns, KWARGS);
    if (ids.isEmpty() || ids.size() != kwargs.size()) {
      throw InputException.of(
          "the row has %d entries in %s and %d in %s. It needs at least one, and as many of both.",
          ids.size(), IDS, kwargs.size(), KWARGS);
    }
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      instructions.add(Instructions.of(id(ids.get(i)), object(kwargs.get(i))));
    }
    List<String> readings = strictness.readings(text);
    Map<String, Double> parts = new LinkedHashMap<>();
    int followed = 0;
    String firstBroken = null;
    for (int i = 0; i < ids.size(); i++) {
      Finding finding = finding(instructions.get(i), readings);
      followed += finding.followed() ? 1 : 0;
      if (!finding.followed() && firstBroken == null) {
        firstBroken = ids.get(i) + ": " + finding.reason();
      }
      parts.put(name(parts, id(ids.get(i))), finding.followed() ? 1.0 : 0.0);
    }
    boolean all = followed == ids.size();
    double share = (double) followed / ids.size();
    return new Verdict(
        reward == Reward.ALL && !all ? 0 : share,
        firstBroken == null
            ? "all instructions are followed"
            : "%d of %d instructions are followed, not %s"
                .formatted(followed, ids.size(), firstBroken),
        parts);
  }

  /** The first reading that follows it, or why the response as it is does not. */
  private static Finding finding(Instruction instruction, List<String> readings) {
    Finding first = null;
    for (String reading : readings) {
      Finding finding = instruction.check(reading);
      if (finding.followed()) {
        return finding;
      }
      first = first == null ? finding : first;
    }
    return first == null ? new Finding(false, "the response is blank") : first;
  }

  private static String name(Map<String, Double> parts, String id) {
    String name = id;
    for (int i = 2; parts.containsKey(name); i++) {
      name = id + " #" + i;
    }
    return name;
  }

  private static List<?> list(Map<String, @Nullable Object> columns, String column) {
    if (columns.get(column) instanceof List<?> list) {
      return list;
    }
    throw InputException.of(
        "the row has no list \"%s\", only the columns %s. Instructions are read from \"%s\" and \"%s\".",
        column, columns.keySet(), IDS, KWARGS);
  }

  private static String id(@Nullable Object value) {
    if (value instanceof String id) {
      return id;
    }
    throw InputException.of(
        "the row has %s in %s, where ids of instructions are expected.",
        String.valueOf(value), IDS);
  }

  @SuppressWarnings("unchecked") // an object of a row has texts as keys
  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw InputException.of(
        "the row has %s in %s, where objects such as {\"num_words\": 300} are expected.",
        value instanceof String text ? Finding.quoted(text) : value, KWARGS);
  }
}
