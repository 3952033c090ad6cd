package dev.mneme.train;

import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Which examples a step sees: every epoch all of them once, in an order that depends on the seed
 * and the epoch only. A remainder too small for a batch waits for the next epoch's shuffle. Used by
 * one thread.
 */
public final class EpochOrder {

  private final String stream;
  private final int size;
  private final int batch;
  private long epoch = -1;
  private long[] order = {};

  /**
   * @param stream the name of the random stream that shuffles
   */
  public EpochOrder(String stream, int size, int batch) {
    if (batch < 1 || batch > size) {
      throw new IllegalArgumentException(
          "batches of %d cannot be drawn from %d examples".formatted(batch, size));
    }
    this.stream = stream;
    this.size = size;
    this.batch = batch;
  }

  /** Batches an epoch. */
  public long steps() {
    return size / batch;
  }

  /** The places of the examples of a step. // [batch] int64 */
  public Tensor places(long step, RandomStreams streams) {
    shuffle(step / steps(), streams);
    int start = (int) (step % steps()) * batch;
    return Tensors.longs(Arrays.copyOfRange(order, start, start + batch), batch);
  }

  private void shuffle(long wanted, RandomStreams streams) {
    if (wanted != epoch) {
      try (Scope scope = Scope.open();
          RandomStream shuffler = streams.at(stream, wanted)) {
        order = Tensors.toLongs(shuffler.permutation(size));
      }
      epoch = wanted;
    }
  }
}
