package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.text.ExampleTokens;
import java.util.List;

/**
 * What the policy in training answers to the prompts of rows of data, one completion each, and in
 * some steps the answers that the rows have.
 *
 * <pre>  step s is the policy's own if ⌊(s + 1) · share⌋ &gt; ⌊s · share⌋ </pre>
 *
 * so that shares are kept evenly and a step depends on its number alone.
 *
 * @param policy borrowed; it is the one the trainer changes
 * @param rows the data, and how much of it a step takes; its answers where the share is below 1
 * @param longestPrompt in tokens
 * @param share of the steps, in [0, 1], that learn from the policy's own answers
 */
public record RecordCompletions(
    Policy policy, RecordImitation rows, int longestPrompt, double share)
    implements Source<Batch.Demonstrations> {

  public RecordCompletions {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("the share must be from 0 to 1, was " + share);
    }
  }

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    boolean own = Math.floor((step + 1) * share) > Math.floor(step * share);
    return own ? completed(policy, drawn(step), streams.get("sample")) : rows.next(step, streams);
  }

  List<MixedExamples.Drawn> drawn(long step) {
    return rows.examples().at(step * rows.batch(), rows.batch());
  }

  /** What a policy answers to given rows. */
  public Batch.Demonstrations completed(
      Policy writer, List<MixedExamples.Drawn> drawn, RandomStream stream) {
    Texts prompts = prompts(drawn);
    return new Batch.Demonstrations(prompts, writer.write(prompts, 1, stream));
  }

  /** What the policy goes on from. */
  public Texts prompts(List<MixedExamples.Drawn> drawn) {
    return new Texts(drawn.stream().map(row -> prompt(rows.tokens(), row, longestPrompt)).toList());
  }

  /**
   * The prompt of a row that has one.
   *
   * @throws InputException naming the row, if it leaves no room for an answer
   */
  public static int[] prompt(ExampleTokens tokens, MixedExamples.Drawn drawn, int longestPrompt) {
    int[] prompt = prompt(tokens, drawn);
    if (prompt.length > longestPrompt) {
      throw InputException.of(
          "%s: the prompt has %,d tokens and at most %,d leave room for an answer. Leave the row out, lower sampling.max-tokens or raise data.max-length.",
          drawn.place(), prompt.length, longestPrompt);
    }
    return prompt;
  }

  private static int[] prompt(ExampleTokens tokens, MixedExamples.Drawn drawn) {
    return switch (drawn.example()) {
      case Example.Question each -> tokens.prompt(drawn, each.prompt(), each.tools());
      case Example.Completion each -> tokens.prompt(drawn, each.prompt(), each.tools());
      case Example.Preference _, Example.PlainText _, Example.Conversation _ ->
          throw new IllegalArgumentException("this example has no prompt to answer");
    };
  }
}
