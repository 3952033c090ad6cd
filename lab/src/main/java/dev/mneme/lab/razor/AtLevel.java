package dev.mneme.lab.razor;

import dev.mneme.measure.TradeoffFront;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What several methods keep of the prior tasks at one accuracy on the new task, and what it took
 * them to get there.
 *
 * <pre>  level = the highest new-task score that all of them reach with every seed they share
 * </pre>
 *
 * A front is read as {@link TradeoffFront} reads it: linear between models, and nothing
 * extrapolated.
 *
 * @param level in [0, 1], above the base's own score
 * @param kept mean prior score at the level, in [0, 1]: seed by seed, in the order of the methods
 * @param seconds the fewest of a model that reaches the level, likewise; NaN where they are not
 *     known
 */
record AtLevel(double level, List<List<Double>> kept, List<List<Double>> seconds) {

  AtLevel {
    kept = kept.stream().map(List::copyOf).toList();
    seconds = seconds.stream().map(List::copyOf).toList();
  }

  /**
   * Reads the fronts of methods on one task.
   *
   * @return empty where they share no seed, or one of them learns nothing with some seed
   */
  static Optional<AtLevel> of(List<RazorPoint> models, String task, List<RazorMethod> methods) {
    List<Map<Long, List<RazorPoint>>> all =
        methods.stream().map(method -> bySeed(models, task, method)).toList();
    TreeSet<Long> seeds = new TreeSet<>(all.getFirst().keySet());
    all.forEach(each -> seeds.retainAll(each.keySet()));
    double level = Double.POSITIVE_INFINITY;
    double base = Double.POSITIVE_INFINITY;
    for (long seed : seeds) {
      for (Map<Long, List<RazorPoint>> each : all) {
        List<RazorPoint> own = each.getOrDefault(seed, List.of());
        level = Math.min(level, best(own));
        base = own.getFirst().base().newTask();
      }
    }
    if (seeds.isEmpty() || level <= base) {
      return Optional.empty();
    }
    List<List<Double>> kept = new ArrayList<>();
    List<List<Double>> seconds = new ArrayList<>();
    for (long seed : seeds) {
      List<List<RazorPoint>> own =
          all.stream().map(each -> each.getOrDefault(seed, List.of())).toList();
      double there = level;
      kept.add(own.stream().map(points -> kept(points, there)).toList());
      seconds.add(own.stream().map(points -> seconds(points, there)).toList());
    }
    return Optional.of(new AtLevel(level, kept, seconds));
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

  private static double seconds(List<RazorPoint> points, double level) {
    return points.stream()
        .filter(point -> point.scores().newTask() >= level)
        .mapToDouble(RazorPoint::seconds)
        .min()
        .orElse(Double.NaN);
  }

  static double kept(List<RazorPoint> points, double level) {
    return TradeoffFront.of(points.stream().map(RazorPoint::outcome).toList())
        .at(level)
        .orElse(Double.NaN);
  }
}
