package dev.mneme.lab.recap;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much more one method has than another on a task, paired over seeds, each at its best rate.
 *
 * <pre>  difference of a seed = one's measure − other's, in the measure's unit </pre>
 *
 * @param differences seed by seed
 */
public record Paired(
    String task, RecapMethod one, RecapMethod other, Measure measure, List<Double> differences) {

  public Paired {
    differences = List.copyOf(differences);
  }

  /**
   * Compares two methods.
   *
   * @return empty where they share no seed or nothing was measured
   */
  static Optional<Paired> of(Standing one, Standing other, Measure measure) {
    List<Double> differences = new ArrayList<>();
    for (RecapPoint point : one.points()) {
      other.points().stream()
          .filter(each -> each.seed() == point.seed())
          .map(each -> point.value(measure) - each.value(measure))
          .filter(Double::isFinite)
          .forEach(differences::add);
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(new Paired(one.task(), one.method(), other.method(), measure, differences));
  }

  /** Mean over the seeds with Student's t; no interval for one. */
  public Figure difference() {
    return Standing.figure(
        Estimate.of(differences.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** The mean of two measures of the same seeds. */
  static Figure mean(Paired one, Paired other) {
    double[] means = new double[one.differences.size()];
    for (int i = 0; i < means.length; i++) {
      means[i] = (one.differences.get(i) + other.differences.get(i)) / 2;
    }
    return Standing.figure(Estimate.of(means));
  }
}
