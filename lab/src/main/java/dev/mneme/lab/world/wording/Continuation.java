package dev.mneme.lab.world.wording;

import dev.mneme.lab.world.Problem;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * 1 if a text goes on in the one right way, which its row holds, whatever the white space; else 0.
 */
public record Continuation() implements TextVerifier {

  private static final String ANSWER = "answer";

  /** A choice between ways that a text may go on. */
  public static Problem problem(String key, String prompt, String right, List<String> wrong) {
    return new Problem(
        key,
        true,
        prompt,
        List.of(right),
        List.of(),
        wrong,
        List.of(),
        Map.of(ANSWER, right.strip()));
  }

  @Override
  public Verdict judge(String text, Map<String, @Nullable Object> columns) {
    boolean same = text.strip().equals(columns.get(ANSWER));
    return Verdict.of(same, same ? "it is the likely one" : "it is another one");
  }
}
