package dev.mneme.lab.recap;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * A method on a task at the rate at which it does best.
 *
 * <pre>  rate = argmax over rates of mean over seeds of (new-task accuracy + mean prior accuracy)
 * </pre>
 *
 * Rates with which some seed is missing, as it diverged, stand behind those with more seeds; of
 * equal ones the smaller is taken. Chosen and judged by the same items, a method looks a little
 * better than it is, and more so the more rates it was given, so all are given as many.
 *
 * @param points at that rate, by seed
 */
public record Standing(String task, RecapMethod method, double rate, List<RecapPoint> points) {

  static final double CONFIDENCE = 0.95;

  public Standing {
    points = List.copyOf(points);
  }

  /**
   * Finds the rate.
   *
   * @param points of the method on the task, one at least
   */
  static Standing of(String task, RecapMethod method, List<RecapPoint> points) {
    Map<Double, Map<Long, RecapPoint>> rates = new TreeMap<>();
    points.forEach(point ->
        rates.computeIfAbsent(point.rate(), rate -> new TreeMap<>()).put(point.seed(), point));
    double best = Double.NaN;
    List<RecapPoint> chosen = List.of();
    for (Map.Entry<Double, Map<Long, RecapPoint>> rate : rates.entrySet()) {
      List<RecapPoint> seeds = new ArrayList<>(rate.getValue().values());
      boolean more = seeds.size() > chosen.size();
      boolean better = seeds.size() == chosen.size() && both(seeds) > both(chosen);
      if (more || better) {
        best = rate.getKey();
        chosen = seeds;
      }
    }
    return new Standing(task, method, best, chosen);
  }

  private static double both(List<RecapPoint> seeds) {
    return mean(seeds, RecapPoint::both).mean();
  }

  private static Estimate mean(List<RecapPoint> seeds, ToDoubleFunction<RecapPoint> value) {
    return Estimate.of(seeds.stream().mapToDouble(value).toArray());
  }

  private Figure figure(ToDoubleFunction<RecapPoint> value) {
    return figure(mean(points, value));
  }

  static Figure figure(Estimate estimate) {
    return new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
  }

  /** Mean over the seeds, in the measure's unit, with Student's t. */
  public Figure mean(Measure measure) {
    return figure(point -> point.value(measure));
  }

  /** Mean over the seeds of how much more the tuned model has than the base, in the unit. */
  public Figure change(Measure measure) {
    return figure(point -> point.value(measure) - point.base(measure));
  }

  /** Mean over the seeds of an objective's weight at the end; NaN where it was not weighed. */
  public Figure weight(Aim aim) {
    return figure(point -> point.weight(aim));
  }

  /** Mean over the seeds of a reward of sampled answers at the end, in per cent; NaN without. */
  public Figure sampled(Aim aim) {
    return figure(point -> point.sampled(aim));
  }

  /** Mean over the seeds of how much more one objective weighs at the end than another. */
  public Figure weightBeyond(Aim aim, Aim other) {
    return figure(point -> point.weight(aim) - point.weight(other));
  }

  /** Mean seconds of training, of the clock. */
  public double seconds() {
    return mean(points, RecapPoint::seconds).mean();
  }
}
