package dev.mneme.bench;

import dev.mneme.data.records.Records;
import dev.mneme.data.records.Row;
import dev.mneme.task.Verdict;
import dev.mneme.task.instructions.FollowingRates;
import dev.mneme.task.instructions.InstructionFollowing;
import dev.mneme.task.instructions.InstructionFollowing.Reward;
import dev.mneme.task.instructions.Strictness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges made-up responses to the prompts of IFEval, and compares with what its reference says of
 * them: {@code peers/ifeval_reference.py} writes both.
 */
public final class InstructionsOnPrompts {

  private InstructionsOnPrompts() {}

  private static final class Tally {
    private int compared;
    private int followed;
    private int different;
    private int wavering;
  }

  /** Arguments: IFEval's JSON lines, and the responses with the reference's verdicts. */
  public static void main(String[] arguments) {
    Map<String, Tally> tallies = new TreeMap<>();
    Map<Strictness, List<Verdict>> verdicts = new TreeMap<>();
    try (Records prompts = Records.open(Path.of(arguments[0]));
        Records responses = Records.open(Path.of(arguments[1]))) {
      for (long i = 0; i < responses.size(); i++) {
        Row response = responses.row(i);
        Row prompt = prompts.row((Long) value(response, "row"));
        for (Strictness strictness : Strictness.values()) {
          String text = (String) value(response, "response");
          Verdict verdict =
              new InstructionFollowing(strictness, Reward.SHARE).judge(text, prompt.columns());
          verdicts.computeIfAbsent(strictness, s -> new ArrayList<>()).add(verdict);
          compare(prompt, response, strictness, verdict, tallies);
        }
      }
      System.out.printf("%d prompts, %d responses%n", prompts.size(), responses.size());
    }
    verdicts.forEach(
        (strictness, all) -> System.out.println(strictness + " " + FollowingRates.of(all)));
    tallies.forEach((id, tally) ->
        System.out.printf(
            "| `%s` | %d | %d | %d | %d |%n",
            id, tally.compared, tally.followed, tally.different, tally.wavering));
  }

  private static void compare(
      Row prompt,
      Row response,
      Strictness strictness,
      Verdict verdict,
      Map<String, Tally> tallies) {
    List<?> ids = (List<?>) value(prompt, "instruction_id_list");
    List<?> theirs = (List<?>) value(response, "verdicts");
    for (int i = 0; i < ids.size(); i++) {
      String id = (String) ids.get(i);
      Tally tally = tallies.computeIfAbsent(id, t -> new Tally());
      if (!(theirs.get(i) instanceof List<?> both)) {
        tally.wavering++;
        continue;
      }
      boolean there = (Boolean) both.get(strictness == Strictness.STRICT ? 0 : 1);
      int before = Collections.frequency(ids.subList(0, i), id);
      String part = before == 0 ? id : id + " #" + (before + 1);
      boolean here = Objects.requireNonNull(verdict.parts().get(part)) == 1;
      tally.compared++;
      tally.followed += here ? 1 : 0;
      if (here != there) {
        tally.different++;
        System.out.printf(
            "different: %s %s here %s there %s: %s%n",
            prompt.place(), id, here, there, verdict.reason());
      }
    }
  }

  private static Object value(Row row, String column) {
    @Nullable Object value = row.columns().get(column);
    return Objects.requireNonNull(value, column);
  }
}
