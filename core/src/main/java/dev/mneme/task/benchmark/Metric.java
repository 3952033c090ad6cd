package dev.mneme.task.benchmark;

/**
 * What one item says of a metric.
 *
 * @param value of this item
 * @param weight with which it counts in the mean: how many instructions a share is of, usually 1
 */
public record Metric(double value, double weight) {

  public Metric {
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a weight must be positive, was " + weight);
    }
  }

  public Metric(double value) {
    this(value, 1);
  }
}
