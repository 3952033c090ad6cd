package dev.mneme.text;

import java.util.Arrays;

/** A growing list of ids. */
final class Ids {

  private int[] values = new int[16];
  private int size;

  void add(int id) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = id;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
