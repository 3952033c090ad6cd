package dev.mneme.bench;

import dev.mneme.data.records.Records;
import dev.mneme.task.instructions.InstructionFollowing;
import dev.mneme.task.instructions.Strictness;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether sentences are counted as by NLTK, in the rows of {@code bench/peers/sentences.py}. */
public final class SentenceCounts {

  private static final InstructionFollowing VERIFIER =
      new InstructionFollowing(Strictness.STRICT, InstructionFollowing.Reward.ALL);

  private SentenceCounts() {}

  /** Argument: the file of rows. */
  public static void main(String[] arguments) {
    int equal = 0;
    try (Records rows = Records.open(Path.of(arguments[0]))) {
      for (long i = 0; i < rows.size(); i++) {
        Map<String, ?> row = rows.row(i).columns();
        String text = String.valueOf(row.get("text"));
        int sentences = Integer.parseInt(String.valueOf(row.get("sentences")));
        boolean enough = isFollowed(text, "at least", sentences);
        boolean notMore = isFollowed(text, "less than", sentences + 1);
        equal += enough && notMore ? 1 : 0;
      }
      System.out.printf("%d of %d paragraphs have as many sentences%n", equal, rows.size());
    }
  }

  private static boolean isFollowed(String text, String relation, int sentences) {
    return VERIFIER.reward(
            text,
            Map.of(
                "instruction_id_list",
                List.of("length_constraints:number_sentences"),
                "kwargs",
                List.of(Map.of("relation", relation, "num_sentences", sentences))))
        == 1;
  }
}
