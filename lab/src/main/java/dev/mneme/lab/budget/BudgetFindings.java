package dev.mneme.lab.budget;

import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What the runs of the study say.
 *
 * @param budgets in points, ascending: those that some run was given
 * @param kept how many runs kept their budgets, way by way
 * @param learnt what they learnt within them, way by way
 */
public record BudgetFindings(
    List<BudgetPoint> points, List<Double> budgets, List<Kept> kept, List<Learnt> learnt) {

  /** All runs of a way. */
  public static final String ALL = "all";

  private static final double CONFIDENCE = 0.95;

  public BudgetFindings {
    points = List.copyOf(points);
    budgets = List.copyOf(budgets);
    kept = List.copyOf(kept);
    learnt = List.copyOf(learnt);
  }

  /**
   * A run held against a budget: its own, or each where it has none.
   *
   * @param budget in points
   */
  record Judged(BudgetPoint point, double budget) {

    boolean isKept() {
      return point.keeps(budget);
    }
  }

  /**
   * Reads the findings off the points.
   *
   * @throws IllegalArgumentException if no run of the law is among them, or nothing else
   */
  public static BudgetFindings of(List<BudgetPoint> points) {
    long ways = points.stream().map(BudgetPoint::way).distinct().count();
    if (ways < 2 || points.stream().noneMatch(point -> point.way() == Way.LAW)) {
      throw new IllegalArgumentException(
          "findings need runs with a budget by the law and of a way to compare them with, got %d runs of %d ways"
              .formatted(points.size(), ways));
    }
    List<Double> budgets =
        points.stream()
            .filter(point -> point.way().budgeted())
            .map(BudgetPoint::setting)
            .distinct()
            .sorted()
            .toList();
    List<Kept> kept = new ArrayList<>();
    List<Learnt> learnt = new ArrayList<>();
    for (Way way : Way.values()) {
      parts(budgets)
          .forEach((name, part) -> {
            List<Judged> runs = judged(points, budgets, way).stream().filter(part).toList();
            kept(way, name, runs).ifPresent(kept::add);
            if (way != Way.FREE) {
              learnt(way, name, runs, points).ifPresent(learnt::add);
            }
          });
    }
    return new BudgetFindings(points, budgets, kept, learnt);
  }

  /** All, by budget, by method. */
  private static Map<String, Predicate<Judged>> parts(List<Double> budgets) {
    Map<String, Predicate<Judged>> parts = new LinkedHashMap<>();
    parts.put(ALL, each -> true);
    for (double budget : budgets) {
      parts.put(name(budget), each -> each.budget() == budget);
    }
    for (BudgetMethod method : BudgetMethod.values()) {
      parts.put(method.title(), each -> each.point().method() == method);
    }
    return parts;
  }

  /** A budget as readers read it. */
  public static String name(double budget) {
    return String.format(Locale.ROOT, budget == 1 ? "%.1f point" : "%.1f points", budget);
  }

  static List<Judged> judged(List<BudgetPoint> points, List<Double> budgets, Way way) {
    List<Judged> judged = new ArrayList<>();
    for (BudgetPoint point : points) {
      if (point.way() == way) {
        if (way.budgeted()) {
          judged.add(new Judged(point, point.setting()));
        } else {
          budgets.forEach(budget -> judged.add(new Judged(point, budget)));
        }
      }
    }
    return judged;
  }

  private static Optional<Kept> kept(Way way, String name, List<Judged> runs) {
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    int kept = 0;
    int clearly = 0;
    for (Judged each : runs) {
      kept += each.isKept() ? 1 : 0;
      clearly += each.point().clearlyBreaks(each.budget()) ? 1 : 0;
    }
    return Optional.of(new Kept(way, name, kept, clearly, runs.size()));
  }

  private static Optional<Learnt> learnt(
      Way way, String name, List<Judged> runs, List<BudgetPoint> points) {
    List<Judged> counted =
        runs.stream()
            .filter(each -> way.budgeted() || each.isKept())
            .filter(each -> Double.isFinite(ratio(each, points)))
            .toList();
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    double sum = 0;
    int near = 0;
    for (Judged each : counted) {
      double ratio = ratio(each, points);
      sum += ratio;
      near += ratio >= Learnt.NEAR ? 1 : 0;
    }
    Figure seeds = overSeeds(counted, each -> ratio(each, points));
    return Optional.of(
        new Learnt(
            way,
            name,
            new Figure(sum / counted.size(), seeds.interval()),
            100.0 * near / counted.size(),
            counted.size()));
  }

  /** NaN where there is nothing to hold it against. */
  static double ratio(Judged run, List<BudgetPoint> points) {
    BudgetPoint point = run.point();
    List<BudgetPoint> free =
        points.stream().filter(each -> each.way() == Way.FREE && each.besides(point)).toList();
    if (free.isEmpty()) {
      return Double.NaN;
    }
    double best =
        free.stream()
            .filter(each -> each.keeps(run.budget()))
            .mapToDouble(BudgetPoint::newTask)
            .reduce(point.baseNewTask(), Math::max);
    return best > 0 ? point.newTask() / best : Double.NaN;
  }

  /** The mean of the seeds' means with Student's t; no interval for one seed. */
  static Figure overSeeds(List<Judged> runs, ToDoubleFunction<Judged> value) {
    Map<Long, List<Judged>> seeds = new TreeMap<>();
    runs.forEach(
        run -> seeds.computeIfAbsent(run.point().seed(), seed -> new ArrayList<>()).add(run));
    return figure(
        seeds.values().stream()
            .mapToDouble(each -> each.stream().mapToDouble(value).average().orElseThrow())
            .toArray());
  }

  private static Figure figure(double[] seeds) {
    if (seeds.length == 0) {
      return new Figure(Double.NaN, Interval.UNKNOWN);
    }
    Estimate estimate = Estimate.of(seeds);
    return new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
  }

  /** How many points more of the budgets the law keeps than another way, in per cent, by seed. */
  public Figure keepsMoreThan(Way other) {
    Map<Long, Double> ours = keptBySeed(Way.LAW);
    Map<Long, Double> theirs = keptBySeed(other);
    ours.keySet().retainAll(theirs.keySet());
    return figure(
        ours.entrySet().stream()
            .mapToDouble(seed -> seed.getValue() - theirs.getOrDefault(seed.getKey(), Double.NaN))
            .toArray());
  }

  private Map<Long, Double> keptBySeed(Way way) {
    Map<Long, List<Judged>> seeds = new TreeMap<>();
    judged(points, budgets, way)
        .forEach(
            run -> seeds.computeIfAbsent(run.point().seed(), seed -> new ArrayList<>()).add(run));
    Map<Long, Double> shares = new TreeMap<>();
    seeds.forEach((seed, runs) ->
        shares.put(seed, 100.0 * runs.stream().filter(Judged::isKept).count() / runs.size()));
    return shares;
  }

  /**
   * How many points of accuracy more the law learns than another way that knows of budgets; runs of
   * the same task, method, seed and budget are paired.
   */
  public Figure learnsMoreThan(Way other) {
    List<Judged> paired = new ArrayList<>();
    for (Judged run : judged(points, budgets, Way.LAW)) {
      if (beside(run, other).isPresent()) {
        paired.add(run);
      }
    }
    return overSeeds(
        paired, run -> 100 * (run.point().newTask() - beside(run, other).orElseThrow().newTask()));
  }

  private Optional<BudgetPoint> beside(Judged run, Way other) {
    return points.stream()
        .filter(each ->
            each.way() == other && each.besides(run.point()) && each.setting() == run.budget())
        .findFirst();
  }

  /** How many of the runs of a way kept their budgets, if there are any. */
  public Optional<Kept> kept(Way way, String of) {
    return kept.stream().filter(each -> each.way() == way && each.of().equals(of)).findFirst();
  }

  /** What the runs of a way learnt, if there is anything to hold them against. */
  public Optional<Learnt> learnt(Way way, String of) {
    return learnt.stream().filter(each -> each.way() == way && each.of().equals(of)).findFirst();
  }

  /** The tasks that were learnt. */
  public List<String> taskNames() {
    return points.stream().map(BudgetPoint::task).distinct().toList();
  }
}
