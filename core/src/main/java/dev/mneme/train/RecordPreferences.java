package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.text.ExampleTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs of answers out of rows of data, the preferred one first.
 *
 * @param batch pairs a step
 * @param longest tokens of a prompt with an answer; what follows is cut off
 */
public record RecordPreferences(
    MixedExamples examples, ExampleTokens tokens, int batch, int longest)
    implements Source<Batch.Preferences> {

  /** Tokens of a prompt and of its answers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Pair(int[] prompt, int[] chosen, int[] rejected) {}

  @Override
  public Batch.Preferences next(long step, RandomStreams streams) {
    return preferences(examples.at(step * batch, batch));
  }

  /** Given examples as a batch. */
  public Batch.Preferences preferences(List<MixedExamples.Drawn> drawn) {
    List<int[]> prompts = new ArrayList<>();
    List<int[]> answers = new ArrayList<>();
    for (MixedExamples.Drawn each : drawn) {
      Pair pair = pair(tokens, each, longest);
      prompts.add(pair.prompt());
      answers.add(pair.chosen());
      answers.add(pair.rejected());
    }
    return new Batch.Preferences(new Texts(prompts), Actions.ragged(answers, 2));
  }

  /**
   * A row as it is learnt on.
   *
   * @throws InputException naming the row, if its prompt leaves no room for an answer
   */
  public static Pair pair(ExampleTokens tokens, MixedExamples.Drawn row, int longest) {
    Example.Preference pair = (Example.Preference) row.example();
    ExampleTokens.Answered chosen =
        tokens.answered(row, pair.prompt(), pair.chosen(), pair.tools());
    ExampleTokens.Answered rejected =
        tokens.answered(row, pair.prompt(), pair.rejected(), pair.tools());
    int room = longest - chosen.prompt().length;
    if (room < 1) {
      throw InputException.of(
          "%s: the prompt has %,d tokens and an example at most %,d. Raise data.max-length or leave the row out.",
          row.place(), chosen.prompt().length, longest);
    }
    return new Pair(chosen.prompt(), cut(chosen.answer(), room), cut(rejected.answer(), room));
  }

  private static int[] cut(int[] answer, int room) {
    return Arrays.copyOf(answer, Math.min(answer.length, room));
  }
}
