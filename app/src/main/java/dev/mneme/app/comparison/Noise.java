package dev.mneme.app.comparison;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.PairedChange;
import java.util.List;

/**
 * How much the base differs from itself, asked again with other seeds and in other batches.
 *
 * <pre>
 *   floor = max over repeats of |difference|     churn = mean share of items whose score changed
 * </pre>
 *
 * @param floor a share; NaN where nothing was repeated
 * @param churn a share; NaN where nothing was repeated
 * @param repeats how often it was asked again
 */
public record Noise(double floor, double churn, int repeats) {

  public static final Noise UNKNOWN = new Noise(Double.NaN, Double.NaN, 0);

  static Noise of(TaskScores base, List<TaskScores> again, ClusterBootstrap bootstrap) {
    if (again.isEmpty()) {
      return UNKNOWN;
    }
    double floor = 0;
    double churn = 0;
    for (TaskScores other : again) {
      PairedChange change =
          PairedChange.of(base.values(), other.values(), base.weights(), bootstrap);
      floor = Math.max(floor, Math.abs(change.difference().value()));
      churn += change.churn() / again.size();
    }
    return new Noise(floor, churn, again.size());
  }

  /** Whether a drop of that size is no larger than the base's own. */
  boolean covers(double drop) {
    return drop <= floor;
  }
}
