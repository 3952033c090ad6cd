package dev.mneme.policy;

import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Prompts and actions as rows of one batch, each prompt from the first place on and its actions
 * right behind it, filled up at the end. What follows the last action that counts is left out: it
 * predicts nothing.
 */
final class Joined {

  private final int rows;
  private final int time;
  private final int length;
  private final int[] starts;
  private final long[] ids;

  /** Lays out every row of the actions behind its prompt. */
  Joined(Texts prompts, Actions actions) {
    this.rows = actions.rows();
    this.time = actions.time();
    this.starts = new int[rows];
    for (int row = 0; row < rows; row++) {
      starts[row] = prompts.tokens().get(row / actions.group()).length;
    }
    // The last action is predicted, never read.
    this.length = Arrays.stream(starts).max().orElseThrow() + time - 1;
    this.ids = new long[rows * length];
    long[] taken = Tensors.toLongs(actions.ids());
    for (int row = 0; row < rows; row++) {
      int[] prompt = prompts.tokens().get(row / actions.group());
      for (int i = 0; i < prompt.length; i++) {
        ids[row * length + i] = prompt[i];
      }
      for (int t = 0; t < time - 1; t++) {
        ids[row * length + starts[row] + t] = taken[row * time + t];
      }
    }
  }

  /** What a model reads. // [rows, length] int64 */
  Tensor ids() {
    return Tensors.longs(ids, rows, length);
  }

  /** The states that predict each action. // hidden [rows, length, width] → [rows, time, width] */
  Tensor predicting(Tensor hidden) {
    int first = starts[0];
    if (Arrays.stream(starts).allMatch(start -> start == first)) {
      return hidden.narrow(1, first - 1, time);
    }
    long[] places = new long[rows * time];
    for (int row = 0; row < rows; row++) {
      for (int t = 0; t < time; t++) {
        places[row * time + t] = (long) row * length + starts[row] - 1 + t;
      }
    }
    long width = hidden.size(2);
    return hidden
        .reshape(-1, width)
        .index_select(0, Tensors.longs(places, places.length))
        .reshape(rows, time, width);
  }
}
