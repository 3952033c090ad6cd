package dev.mneme.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of float32 numbers in memory that somebody else owns and keeps alive.
 *
 * @param memory checks every access
 * @param start the first row's first number, counted in numbers
 * @param stride numbers from one row's start to the next one's
 */
public record Rows(MemorySegment memory, long start, int stride) {

  /** All of a memory, in rows of {@code width} numbers without gaps. */
  public static Rows of(MemorySegment memory, int width) {
    return new Rows(memory, 0, width);
  }

  /** The same rows without their first {@code columns} numbers. */
  public Rows from(int columns) {
    return new Rows(memory, start + columns, stride);
  }

  /** The same numbers from a row on, which becomes the first. */
  public Rows behind(long rows) {
    return new Rows(memory, start + rows * stride, stride);
  }

  /** Where a row begins, in bytes. */
  long at(int row) {
    return (start + (long) row * stride) * Float.BYTES;
  }

  float get(long at) {
    return memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
  }

  void set(long at, float value) {
    memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, value);
  }
}
