package dev.mneme.task.contamination;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** N-grams of items by hash, numbered in the order in which they were added; 40 bytes each. */
final class NgramTable {

  private static final int NONE = -1;

  private long[] hashes = new long[1024];
  private int[] items = new int[1024];
  private int[] positions = new int[1024];
  private int[] next = new int[1024];
  private int[] slots = empty(4096);
  private int size;

  int size() {
    return size;
  }

  int item(int ngram) {
    return items[ngram];
  }

  /** The place of its first word in the item's text. */
  int position(int ngram) {
    return positions[ngram];
  }

  void add(long hash, int item, int position) {
    if (size == hashes.length) {
      grow();
    }
    hashes[size] = hash;
    items[size] = item;
    positions[size] = position;
    link(size++);
  }

  /** Tells the numbers of all n-grams with a hash. */
  void each(long hash, IntConsumer ngrams) {
    for (int ngram = slots[slot(hash)]; ngram != NONE; ngram = next[ngram]) {
      ngrams.accept(ngram);
    }
  }

  /** Whether more than so many n-grams have the hash of one. */
  boolean isSharedByMoreThan(int count, int ngram) {
    int sharers = 0;
    for (int other = slots[slot(hashes[ngram])];
        other != NONE && sharers <= count;
        other = next[other]) {
      sharers++;
    }
    return sharers > count;
  }

  /** From now on only one n-gram of a hash is told, so that many do not take time. */
  void cut(int ngram) {
    next[slots[slot(hashes[ngram])]] = NONE;
  }

  private void link(int ngram) {
    int slot = slot(hashes[ngram]);
    next[ngram] = slots[slot];
    slots[slot] = ngram;
  }

  /** Where the n-grams of a hash are, or would be. */
  private int slot(long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != NONE && hashes[slots[slot]] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int larger = 2 * size;
    hashes = Arrays.copyOf(hashes, larger);
    items = Arrays.copyOf(items, larger);
    positions = Arrays.copyOf(positions, larger);
    next = Arrays.copyOf(next, larger);
    slots = empty(4 * larger);
    for (int ngram = 0; ngram < size; ngram++) {
      link(ngram);
    }
  }

  private static int[] empty(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }
}
