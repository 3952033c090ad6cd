package dev.mneme.measure;

/** The ends of a confidence interval; both NaN where there is too little to form one. */
public record Interval(double low, double high) {

  /** What is given where nothing is known about the spread. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** Whether the value lies between the ends, which belong to the interval. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
