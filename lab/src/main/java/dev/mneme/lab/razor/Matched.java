package dev.mneme.lab.razor;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Interval;
import dev.mneme.measure.TradeoffFront;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What two methods keep of the prior tasks at equal accuracy on the new one, paired over seeds.
 *
 * <pre>
 *   level = the highest new-task score that both reach with every seed
 *   difference of a seed = 100 (prior score of one's Pareto front at the level − of the other's)
 * </pre>
 *
 * A front is read as {@link TradeoffFront} reads it: linear between models, and nothing
 * extrapolated.
 *
 * @param level in [0, 1], above the base's own score
 * @param differences in points, seed by seed; above 0: the first method keeps more
 */
public record Matched(
    String task, RazorMethod one, RazorMethod other, double level, List<Double> differences) {

  private static final double CONFIDENCE = 0.95;

  public Matched {
    differences = List.copyOf(differences);
  }

  /**
   * Compares two methods on one task.
   *
   * @param points all of that task
   * @return empty where they share no seed, or one of them learns nothing with some seed
   */
  static Optional<Matched> of(
      List<RazorPoint> points, String task, RazorMethod one, RazorMethod other) {
    Map<Long, List<RazorPoint>> ones = bySeed(points, task, one);
    Map<Long, List<RazorPoint>> others = bySeed(points, task, other);
    TreeSet<Long> seeds = new TreeSet<>(ones.keySet());
    seeds.retainAll(others.keySet());
    if (seeds.isEmpty()) {
      return Optional.empty();
    }
    double level = Double.POSITIVE_INFINITY;
    double base = Double.NaN;
    for (long seed : seeds) {
      List<RazorPoint> own = ones.getOrDefault(seed, List.of());
      level = Math.min(level, best(own));
      level = Math.min(level, best(others.getOrDefault(seed, List.of())));
      base = own.getFirst().base().newTask();
    }
    if (level <= base) {
      return Optional.empty();
    }
    List<Double> differences = new ArrayList<>();
    for (long seed : seeds) {
      double first = kept(ones.getOrDefault(seed, List.of()), level);
      double second = kept(others.getOrDefault(seed, List.of()), level);
      differences.add(100 * (first - second));
    }
    return Optional.of(new Matched(task, one, other, level, differences));
  }

  private static Map<Long, List<RazorPoint>> bySeed(
      List<RazorPoint> points, String task, RazorMethod method) {
    Map<Long, List<RazorPoint>> seeds = new LinkedHashMap<>();
    points.stream()
        .filter(point -> point.task().equals(task) && point.method() == method)
        .forEach(
            point -> seeds.computeIfAbsent(point.seed(), seed -> new ArrayList<>()).add(point));
    return seeds;
  }

  private static double best(List<RazorPoint> points) {
    return points.stream()
        .mapToDouble(point -> point.scores().newTask())
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  static double kept(List<RazorPoint> points, double level) {
    return TradeoffFront.of(points.stream().map(RazorPoint::outcome).toList())
        .at(level)
        .orElse(Double.NaN);
  }

  /** Mean over the seeds, with its error; in points. */
  public Estimate difference() {
    return Estimate.of(differences.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Student's t over the seeds; unknown for one. */
  public Interval interval() {
    return difference().interval(CONFIDENCE);
  }
}
