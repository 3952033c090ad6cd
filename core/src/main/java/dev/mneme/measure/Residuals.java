package dev.mneme.measure;

import java.util.ArrayList;
import java.util.List;

/** Observed values with what was predicted for them. */
final class Residuals {

  private final List<Double> observed = new ArrayList<>();
  private double squares;

  void add(double value, double predicted) {
    observed.add(value);
    squares += (value - predicted) * (value - predicted);
  }

  /** {@code 1 − Σ (y − predicted)² / Σ (y − mean y)²}; NaN if y has no variance. */
  double rSquared() {
    Standardised spread =
        Standardised.of(observed.stream().mapToDouble(Double::doubleValue).toArray());
    double total = spread.scale() * spread.scale() * observed.size();
    return total > 0 ? 1 - squares / total : Double.NaN;
  }
}
