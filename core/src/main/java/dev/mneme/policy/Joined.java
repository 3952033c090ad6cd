package dev.mneme.policy;

import dev.mneme.model.TokenBatch;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Prompts and actions as one batch. The last action is predicted, never read. A prompt of several
 * sequences is read once.
 */
final class Joined {

  private final TokenBatch batch;
  private final long[] places;
  private final int rows;
  private final int time;

  private Joined(TokenBatch batch, long[] places, Actions actions) {
    this.batch = batch;
    this.places = places;
    this.rows = actions.rows();
    this.time = actions.time();
  }

  static Joined of(Texts prompts, Actions actions) {
    return actions.time() > 1 && (actions.group() > 1 || muchIsPadding(prompts, actions))
        ? branching(prompts, actions)
        : rows(prompts, actions);
  }

  private static boolean muchIsPadding(Texts prompts, Actions actions) {
    int longest = prompts.tokens().stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
    long filled = (long) actions.rows() * (longest + actions.time());
    long real = prompts.tokens().stream().mapToLong(prompt -> prompt.length).sum();
    real += actions.sequences().stream().mapToLong(sequence -> sequence.length).sum();
    return Scoring.readsNoPadding((double) real, (double) filled);
  }

  /** What follows the last action of a row that counts is not read. */
  private static Joined branching(Texts prompts, Actions actions) {
    List<int[]> read =
        actions.sequences().stream()
            .map(sequence -> Arrays.copyOf(sequence, Math.max(1, sequence.length - 1)))
            .toList();
    TokenBatch batch = TokenBatch.forked(prompts.tokens(), read);
    long[] places = Objects.requireNonNull(batch.fork()).places(actions.time());
    return new Joined(batch, places, actions);
  }

  /** Each prompt from the first place of its row on and its actions right behind it. */
  private static Joined rows(Texts prompts, Actions actions) {
    int rows = actions.rows();
    int time = actions.time();
    List<int[]> starts = prompts.tokens();
    int length = starts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow() + time - 1;
    long[] ids = new long[rows * length];
    long[] places = new long[rows * time];
    long[] taken = Tensors.toLongs(actions.ids());
    for (int row = 0; row < rows; row++) {
      int[] prompt = starts.get(row / actions.group());
      int from = row * length;
      for (int i = 0; i < prompt.length; i++) {
        ids[from + i] = prompt[i];
      }
      for (int t = 0; t < time - 1; t++) {
        ids[from + prompt.length + t] = taken[row * time + t];
      }
      for (int t = 0; t < time; t++) {
        places[row * time + t] = (long) from + prompt.length - 1 + t;
      }
    }
    return new Joined(TokenBatch.of(Tensors.longs(ids, rows, length)), places, actions);
  }

  /** What a model reads. */
  TokenBatch batch() {
    return batch;
  }

  /** The states that predict each action. // hidden of the batch → [rows, time, width] */
  Tensor predicting(Tensor hidden) {
    long width = hidden.size(2);
    return hidden
        .reshape(-1, width)
        .index_select(0, Tensors.longs(places, places.length))
        .reshape(rows, time, width);
  }
}
