package dev.mneme.model;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Keys and values of texts that are being written, in a fixed number of slots, each with a length
 * of its own, and the weights in the form that one step wants.
 *
 * <p>A step writes to the slots 0 … rows-1. A finished text's slot can be filled with a new prompt
 * at once, or given the text of the last slot by {@link #copy}, so that fewer rows need be
 * computed. Memory is taken once: 2 · layers · slots · keyValueHeads · capacity · headWidth
 * numbers, and the blocks' weights once more. Used by one thread at a time; closing frees it.
 */
public final class KeyValueCache implements AutoCloseable {

  private final int capacity;
  private final long[] lengths;
  private final SamplingSteps steps;

  private KeyValueCache(int capacity, long[] lengths, SamplingSteps steps) {
    this.capacity = capacity;
    this.lengths = lengths;
    this.steps = steps;
  }

  static KeyValueCache of(Decoder decoder, int slots, int capacity) {
    if (slots < 1 || capacity < 1) {
      throw new IllegalArgumentException("a cache needs a slot and room for a token");
    }
    return Gradients.without(() -> {
      try (Scope scope = Scope.open()) {
        return new KeyValueCache(
            capacity, new long[slots], SamplingSteps.of(decoder, slots, capacity));
      }
    });
  }

  /** How many texts fit. */
  public int slots() {
    return lengths.length;
  }

  /** Tokens that fit into a slot. */
  public int capacity() {
    return capacity;
  }

  /** Tokens in a slot. */
  public long length(int slot) {
    return lengths[slot];
  }

  /** Forgets the text of a slot. */
  public void clear(int slot) {
    lengths[slot] = 0;
  }

  /** Gives slots the text of another, such as a prompt that a group of samples shares. */
  public void copy(int from, int... to) {
    copyStart(from, lengths[from], to);
  }

  /** Gives slots the first {@code length} tokens of another. */
  public void copyStart(int from, long length, int... to) {
    Gradients.without(() -> {
      try (Scope scope = Scope.open()) {
        for (int slot : to) {
          if (slot != from) {
            steps.copyStart(from, length, slot);
          }
        }
      }
    });
    for (int slot : to) {
      lengths[slot] = length;
    }
  }

  /** Takes over the decoder's weights as they are now, and forgets all texts. */
  public void refresh() {
    Gradients.without(() -> steps.refresh());
    Arrays.fill(lengths, 0);
  }

  @Override
  public void close() {
    steps.close();
  }

  void requireRoom(Tensor ids, long[] given, int[] slots) {
    long time = ids.size(1);
    if (given.length != slots.length || ids.size(0) != slots.length) {
      throw new IllegalArgumentException("each prompt needs a length and a slot");
    }
    for (long length : given) {
      if (length < 1 || length > time) {
        throw new IllegalArgumentException(
            "a prompt of %d tokens does not fit its row of %d".formatted(length, time));
      }
    }
    if (time > capacity) {
      throw new IllegalArgumentException(
          "prompts of %d tokens do not fit slots of %d".formatted(time, capacity));
    }
  }

  /** Keys and values [prompts, keyValueHeads, time, headWidth] of a layer to the places' slots. */
  void fill(int layer, Tensor places, Tensor keys, Tensor values) {
    steps.fill(layer, places, keys, values);
  }

  void filled(int[] slots, long[] given) {
    for (int i = 0; i < slots.length; i++) {
      lengths[slots[i]] = given[i];
    }
  }

  Tensor step(Tensor ids) {
    int rows = (int) ids.size(0);
    for (int slot = 0; slot < rows; slot++) {
      if (lengths[slot] >= capacity) {
        throw new IllegalArgumentException(
            "slot %d is full with %d tokens".formatted(slot, capacity));
      }
    }
    Tensor logits = steps.step(ids, Arrays.copyOf(lengths, rows));
    for (int slot = 0; slot < rows; slot++) {
      lengths[slot]++;
    }
    return logits;
  }
}
