package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.Uninterrupted;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import dev.mneme.text.Tokenizer;
import java.util.Arrays;
import java.util.Set;

/**
 * How completions of rows' prompts are judged: as texts, without the tokens that end them, by what
 * the columns of the row hold.
 *
 * @param tokenizer borrowed
 * @param ends tokens that end a completion
 */
public record RecordJudge(Tokenizer tokenizer, Set<Integer> ends, TextVerifier verifier) {

  public RecordJudge {
    ends = Set.copyOf(ends);
  }

  /**
   * What a completion of an example is worth, and why.
   *
   * @throws InputException naming the row, if it has not what the verifier compares with
   */
  public Verdict of(MixedExamples.Drawn drawn, int[] completion) {
    int length = ended(completion) ? completion.length - 1 : completion.length;
    return of(drawn, tokenizer.decode(Arrays.copyOf(completion, length)));
  }

  /** The same of a text. An interruption waits for the verdict, which it would make a wrong one. */
  public Verdict of(MixedExamples.Drawn drawn, String text) {
    try {
      Example.Question question = (Example.Question) drawn.example();
      return Uninterrupted.get(() -> verifier.judge(text, question.columns()));
    } catch (InputException mistake) {
      throw new InputException(drawn.place() + ": " + mistake.getMessage(), mistake);
    }
  }

  /** Whether a completion came to its end by itself. */
  boolean ended(int[] completion) {
    return ends.contains(completion[completion.length - 1]);
  }
}
