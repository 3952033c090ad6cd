package dev.mneme.app.report;

/** A number and the interval around it, in the unit of the number. */
public record Estimate(double value, double low, double high) {

  public Estimate {
    Chart.requireFinite(value, "value");
    Chart.requireFinite(low, "low");
    Chart.requireFinite(high, "high");
    if (low > high) {
      throw new IllegalArgumentException(
          "an interval goes from low to high, was [%s, %s]".formatted(low, high));
    }
  }

  /** A number without uncertainty; it is drawn without whiskers or band. */
  public static Estimate exact(double value) {
    return new Estimate(value, value, value);
  }
}
