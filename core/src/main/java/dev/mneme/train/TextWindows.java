package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Demonstrations out of one long text: pieces of equal length, each beginning with the same token
 * and learnt from there on. Every piece comes once an epoch; a remainder too short for a piece is
 * left out.
 */
public final class TextWindows implements Source<Batch.Demonstrations> {

  private final int[] text;
  private final int length;
  private final int first;
  private final EpochOrder order;

  /**
   * @param text tokens
   * @param length of a piece in tokens, the beginning not counted
   * @param first what every piece begins with, such as the token that begins a document
   * @param batch pieces a step
   * @throws IllegalArgumentException if the text has fewer pieces than a batch
   */
  public TextWindows(int[] text, int length, int first, int batch) {
    this.text = text.clone();
    this.length = length;
    this.first = first;
    this.order = new EpochOrder("data", pieces(), batch);
  }

  /** How many there are. */
  public int pieces() {
    return text.length / length;
  }

  /** One piece as a batch of its own. */
  public Batch.Demonstrations piece(int place) {
    return batch(new long[] {place});
  }

  @Override
  public Batch.Demonstrations next(long step, RandomStreams streams) {
    return batch(Tensors.toLongs(order.places(step, streams)));
  }

  private Batch.Demonstrations batch(long[] places) {
    List<int[]> beginnings = new ArrayList<>();
    List<int[]> pieces = new ArrayList<>();
    for (long place : places) {
      int from = (int) place * length;
      beginnings.add(new int[] {first});
      pieces.add(Arrays.copyOfRange(text, from, from + length));
    }
    return new Batch.Demonstrations(new Texts(beginnings), Actions.ragged(pieces, 1));
  }
}
