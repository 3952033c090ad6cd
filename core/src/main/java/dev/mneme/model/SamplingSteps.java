package dev.mneme.model;

import dev.mneme.kernel.VectorInstructions;
import dev.mneme.tensor.ElementType;
import org.bytedeco.pytorch.Tensor;

/**
 * The memory behind a {@link KeyValueCache} and the computation of one step over it. Called without
 * recording gradients; the caller checks lengths and opens scopes.
 */
sealed interface SamplingSteps extends AutoCloseable permits LibrarySteps, VectorSteps {

  /** What computes fastest here. */
  static SamplingSteps of(Decoder decoder, int slots, int capacity) {
    return decoder.type() == ElementType.F32
            && decoder.isOnProcessor()
            && VectorInstructions.areThere()
        ? new VectorSteps(decoder, slots, capacity)
        : new LibrarySteps(decoder, slots, capacity);
  }

  /** Takes over the decoder's weights as they are now. */
  void refresh();

  /** Keys and values [prompts, keyValueHeads, time, headWidth] of a layer to the places' slots. */
  void fill(int layer, Tensor places, Tensor keys, Tensor values);

  /** Gives a slot the first {@code length} tokens of another. */
  void copyStart(int from, long length, int to);

  /** One token behind each of the texts of {@code lengths}. // [rows] → [rows, vocabulary] */
  Tensor step(Tensor ids, long[] lengths);

  @Override
  void close();
}
