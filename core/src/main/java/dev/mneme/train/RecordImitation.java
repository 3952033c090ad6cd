package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.data.records.Tokens;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ExampleTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Demonstrations out of rows of data: the tokens before the first learnt one are the prompt, the
 * rest are actions, of which those not learnt (the other speakers' turns) are masked. A mask is the
 * weight of the row's source.
 *
 * @param batch examples a step
 * @param longest tokens of an example; what follows is cut off, and something learnt must be left
 */
public record RecordImitation(MixedExamples examples, ExampleTokens tokens, int batch, int longest)
    implements Source<Batch.Demonstrations> {

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    return demonstrations(examples.at(step * batch, batch));
  }

  /** Given examples as a batch. */
  public Batch.Demonstrations demonstrations(List<MixedExamples.Drawn> drawn) {
    return batch(
        drawn.stream().map(each -> learnt(tokens, each, longest).times(each.weight())).toList());
  }

  /**
   * A row as it is learnt on.
   *
   * @throws InputException naming the row, if nothing of it is
   */
  public static Tokens learnt(ExampleTokens tokens, MixedExamples.Drawn row, int longest) {
    Tokens all = tokens.demonstration(row).first(longest);
    if (all.learnt() == 0) {
      throw InputException.of(
          "%s: nothing is learnt of the row within %,d tokens. Leave it out or raise data.max-length.",
          row.place(), longest);
    }
    return all;
  }

  /** The tokens before the first learnt one. */
  public static int[] prompt(Tokens tokens) {
    return IntStream.range(0, Span.of(tokens).from()).map(tokens::id).toArray();
  }

  /** Token sequences as a batch. */
  static Batch.Demonstrations batch(List<Tokens> examples) {
    List<int[]> prompts = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    for (Tokens each : examples) {
      spans.add(Span.of(each));
      prompts.add(prompt(each));
    }
    int rows = examples.size();
    int time = spans.stream().mapToInt(Span::length).max().orElseThrow();
    long[] ids = new long[rows * time];
    float[] mask = new float[rows * time];
    for (int row = 0; row < rows; row++) {
      Tokens each = examples.get(row);
      Span span = spans.get(row);
      for (int i = span.from(); i < Math.min(span.to(), each.length()); i++) {
        ids[row * time + i - span.from()] = each.id(i);
        mask[row * time + i - span.from()] = each.weight(i);
      }
    }
    return new Batch.Demonstrations(
        new Texts(prompts),
        new Actions(Tensors.longs(ids, rows, time), Tensors.floats(mask, rows, time), 1));
  }

  /** From the first learnt token that follows another to behind the last; never empty. */
  private record Span(int from, int to) {

    static Span of(Tokens tokens) {
      int from = 1;
      while (from < tokens.length() && tokens.weight(from) == 0) {
        from++;
      }
      int to = tokens.length();
      while (to > from && tokens.weight(to - 1) == 0) {
        to--;
      }
      return from < to ? new Span(from, to) : new Span(1, 2);
    }

    int length() {
      return to - from;
    }
  }
}
