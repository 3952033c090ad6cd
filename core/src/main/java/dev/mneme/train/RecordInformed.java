package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Demonstrated;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.data.records.Said;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.text.ExampleTokens;
import java.util.List;

/**
 * What the policy in training answers to prompts, beside the same prompts with the row's answer
 * shown in them.
 *
 * @param completions of rows with a prompt and an answer
 * @param shown how the answer stands in the prompt
 * @param longestPrompt of those with the answer in them, in tokens
 */
public record RecordInformed(RecordCompletions completions, Demonstrated shown, int longestPrompt)
    implements Source<Batch.Informed> {

  @Override
  public Batch.Informed next(long step, RandomStreams streams) {
    List<MixedExamples.Drawn> drawn = completions.drawn(step);
    Batch.Demonstrations own =
        completions.completed(completions.policy(), drawn, streams.get("sample"));
    Texts informed =
        new Texts(
            drawn.stream()
                .map(row -> informed(completions.rows().tokens(), shown, row, longestPrompt))
                .toList());
    return new Batch.Informed(own.prompts(), own.actions(), informed);
  }

  /**
   * The prompt of a row with its answer in it.
   *
   * @throws InputException naming the row, if that leaves no room for another answer
   */
  public static int[] informed(
      ExampleTokens tokens, Demonstrated shown, MixedExamples.Drawn drawn, int longestPrompt) {
    Example.Completion each = (Example.Completion) drawn.example();
    int[] prompt = tokens.prompt(drawn, shown(shown, each, drawn.place()), each.tools());
    if (prompt.length > longestPrompt) {
      throw InputException.of(
          "%s: with its answer the prompt has %,d tokens and at most %,d leave room for another. Leave the row out or lower sampling.max-tokens.",
          drawn.place(), prompt.length, longestPrompt);
    }
    return prompt;
  }

  private static Said shown(Demonstrated shown, Example.Completion each, String place) {
    try {
      return shown.in(each.prompt(), each.completion());
    } catch (InputException mistake) {
      throw new InputException(place + ": " + mistake.getMessage(), mistake);
    }
  }
}
