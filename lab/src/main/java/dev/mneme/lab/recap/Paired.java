package dev.mneme.lab.recap;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much more one method has than another on a task, paired over seeds, each at its best rate.
 *
 * <pre>  difference of a seed = one's measure − other's, in the measure's unit </pre>
 *
 * @param differences by the seeds of which both have the measure, ascending
 */
public record Paired(
    String task,
    RecapMethod one,
    RecapMethod other,
    Measure measure,
    Map<Long, Double> differences) {

  public Paired {
    differences = Collections.unmodifiableMap(new TreeMap<>(differences));
  }

  /**
   * Compares two methods.
   *
   * @return empty where they share no seed or nothing was measured
   */
  static Optional<Paired> of(Standing one, Standing other, Measure measure) {
    Map<Long, Double> differences = new TreeMap<>();
    for (RecapPoint point : one.points()) {
      other.points().stream()
          .filter(each -> each.seed() == point.seed())
          .mapToDouble(each -> point.value(measure) - each.value(measure))
          .filter(Double::isFinite)
          .forEach(difference -> differences.put(point.seed(), difference));
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(new Paired(one.task(), one.method(), other.method(), measure, differences));
  }

  /** Mean over the seeds with Student's t; no interval for one. */
  public Figure difference() {
    return Standing.figure(estimate());
  }

  Estimate estimate() {
    return estimate(differences.values());
  }

  /**
   * The mean of two measures over the seeds that have both.
   *
   * @return empty where none has
   */
  static Optional<Estimate> mean(Paired one, Paired other) {
    Map<Long, Double> means = new TreeMap<>(one.differences);
    means.keySet().retainAll(other.differences.keySet());
    means.replaceAll((seed, mine) -> (mine + other.differences.getOrDefault(seed, Double.NaN)) / 2);
    return means.isEmpty() ? Optional.empty() : Optional.of(estimate(means.values()));
  }

  private static Estimate estimate(Collection<Double> values) {
    return Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
