package dev.mneme.train;

/**
 * What a computation asks of a processor.
 *
 * @param flops multiplications and additions of matrix products, each counted as one
 * @param elements numbers written by all other operators
 * @param operators calls of the native library
 */
public record Work(double flops, double elements, double operators) {

  /** Nothing to do. */
  public static final Work NONE = new Work(0, 0, 0);

  public Work plus(Work more) {
    return new Work(flops + more.flops, elements + more.elements, operators + more.operators);
  }

  /** So many times the same. */
  public Work times(long count) {
    return times((double) count);
  }

  public Work times(double factor) {
    return new Work(flops * factor, elements * factor, operators * factor);
  }
}
