package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.stream.LongStream;

/** Demonstrations on texts: fixed completions, each prompt's once an epoch. */
public record TextImitation(List<Answered> examples, EpochOrder order)
    implements Source<Batch.Demonstrations> {

  /** A prompt and the completion to learn, in tokens, neither empty. */
  public record Answered(List<Integer> prompt, List<Integer> completion) {
    public Answered {
      prompt = List.copyOf(prompt);
      completion = List.copyOf(completion);
    }
  }

  public TextImitation {
    examples = List.copyOf(examples);
  }

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    List<Answered> drawn =
        LongStream.of(Tensors.toLongs(order.places(step, streams)))
            .mapToObj(place -> examples.get((int) place))
            .toList();
    return new Batch.Demonstrations(
        new Texts(drawn.stream().map(each -> ids(each.prompt())).toList()),
        Actions.ragged(drawn.stream().map(each -> ids(each.completion())).toList(), 1));
  }

  private static int[] ids(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }
}
