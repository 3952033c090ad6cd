package dev.mneme.kernel;

import dev.mneme.kernel.VectorInstructions.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * Products of matrices that are too small for a library's to be worth calling.
 *
 * <p>All lie in panels: rows of {@link #COLUMNS} numbers, two vectors, whatever part of them is
 * used. Four rows of the result at a time stay in the processor's registers: eight sums that do not
 * wait for each other. Places are the inner dimension times a constant, so that the compiler checks
 * them once a loop; two loops instead of one with strides for that alone. Every number is added up
 * in the order of the inner dimension.
 */
final class PanelProduct {

  /** Numbers in a row of a panel. */
  static final int COLUMNS = 2 * Lanes.COUNT;

  /** Rows that are computed together: memory for a result is rounded up to so many. */
  static final int ROWS = 4;

  private PanelProduct() {}

  /** Room for so many rows. */
  static float[] panel(int rows) {
    return new float[Math.ceilDiv(rows, ROWS) * ROWS * COLUMNS];
  }

  /**
   * c = a·b or c = a·b + c.
   *
   * @param at where a's first row begins, like the others
   * @param rows of a and c
   * @param inner columns of a that are used, rows of b
   */
  static void plain(
      float[] a,
      int at,
      float[] b,
      int from,
      float[] c,
      int to,
      int rows,
      int inner,
      boolean adding) {
    for (int row = 0; row < rows; row += ROWS) {
      int start = at + row * COLUMNS;
      plainTile(a, start, b, from, c, to + row * COLUMNS, inner, adding);
    }
  }

  /**
   * c = aᵀ·b.
   *
   * @param rows of c, columns of a that are used
   * @param inner rows of a and b
   */
  static void transposed(
      float[] a, int at, float[] b, int from, float[] c, int to, int rows, int inner) {
    for (int row = 0; row < rows; row += ROWS) {
      transposedTile(a, at + row, b, from, c, to + row * COLUMNS, inner);
    }
  }

  private static void plainTile(
      float[] a, int at, float[] b, int from, float[] c, int to, int inner, boolean adding) {
    FloatVector a0 = start(c, to, adding);
    FloatVector a1 = start(c, to + Lanes.COUNT, adding);
    FloatVector b0 = start(c, to + COLUMNS, adding);
    FloatVector b1 = start(c, to + COLUMNS + Lanes.COUNT, adding);
    FloatVector c0 = start(c, to + 2 * COLUMNS, adding);
    FloatVector c1 = start(c, to + 2 * COLUMNS + Lanes.COUNT, adding);
    FloatVector d0 = start(c, to + 3 * COLUMNS, adding);
    FloatVector d1 = start(c, to + 3 * COLUMNS + Lanes.COUNT, adding);
    for (int k = 0; k < inner; k++) {
      FloatVector left = load(b, from + k * COLUMNS);
      FloatVector right = load(b, from + k * COLUMNS + Lanes.COUNT);
      FloatVector first = broadcast(a[at + k]);
      a0 = left.fma(first, a0);
      a1 = right.fma(first, a1);
      FloatVector second = broadcast(a[at + COLUMNS + k]);
      b0 = left.fma(second, b0);
      b1 = right.fma(second, b1);
      FloatVector third = broadcast(a[at + 2 * COLUMNS + k]);
      c0 = left.fma(third, c0);
      c1 = right.fma(third, c1);
      FloatVector fourth = broadcast(a[at + 3 * COLUMNS + k]);
      d0 = left.fma(fourth, d0);
      d1 = right.fma(fourth, d1);
    }
    a0.intoArray(c, to);
    a1.intoArray(c, to + Lanes.COUNT);
    b0.intoArray(c, to + COLUMNS);
    b1.intoArray(c, to + COLUMNS + Lanes.COUNT);
    c0.intoArray(c, to + 2 * COLUMNS);
    c1.intoArray(c, to + 2 * COLUMNS + Lanes.COUNT);
    d0.intoArray(c, to + 3 * COLUMNS);
    d1.intoArray(c, to + 3 * COLUMNS + Lanes.COUNT);
  }

  private static void transposedTile(
      float[] a, int at, float[] b, int from, float[] c, int to, int inner) {
    FloatVector a0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector a1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector b0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector b1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector c0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector c1 = FloatVector.zero(Lanes.SPECIES);
    FloatVector d0 = FloatVector.zero(Lanes.SPECIES);
    FloatVector d1 = FloatVector.zero(Lanes.SPECIES);
    for (int k = 0; k < inner; k++) {
      FloatVector left = load(b, from + k * COLUMNS);
      FloatVector right = load(b, from + k * COLUMNS + Lanes.COUNT);
      FloatVector first = broadcast(a[at + k * COLUMNS]);
      a0 = left.fma(first, a0);
      a1 = right.fma(first, a1);
      FloatVector second = broadcast(a[at + k * COLUMNS + 1]);
      b0 = left.fma(second, b0);
      b1 = right.fma(second, b1);
      FloatVector third = broadcast(a[at + k * COLUMNS + 2]);
      c0 = left.fma(third, c0);
      c1 = right.fma(third, c1);
      FloatVector fourth = broadcast(a[at + k * COLUMNS + 3]);
      d0 = left.fma(fourth, d0);
      d1 = right.fma(fourth, d1);
    }
    a0.intoArray(c, to);
    a1.intoArray(c, to + Lanes.COUNT);
    b0.intoArray(c, to + COLUMNS);
    b1.intoArray(c, to + COLUMNS + Lanes.COUNT);
    c0.intoArray(c, to + 2 * COLUMNS);
    c1.intoArray(c, to + 2 * COLUMNS + Lanes.COUNT);
    d0.intoArray(c, to + 3 * COLUMNS);
    d1.intoArray(c, to + 3 * COLUMNS + Lanes.COUNT);
  }

  private static FloatVector start(float[] c, int at, boolean adding) {
    return adding ? load(c, at) : FloatVector.zero(Lanes.SPECIES);
  }

  private static FloatVector load(float[] numbers, int at) {
    return FloatVector.fromArray(Lanes.SPECIES, numbers, at);
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(Lanes.SPECIES, value);
  }
}
