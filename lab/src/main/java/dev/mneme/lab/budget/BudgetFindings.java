package dev.mneme.lab.budget;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.PairedChange;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final ClusterBootstrap BOOTSTRAP = ClusterBootstrap.seeded(0);

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

    /** 1 if it is kept, 0 if not. */
    double share() {
      return isKept() ? 1 : 0;
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
            kept(way, name, runs, points).ifPresent(kept::add);
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

  private static Optional<Kept> kept(
      Way way, String name, List<Judged> runs, List<BudgetPoint> points) {
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    int kept = 0;
    int clearly = 0;
    int tight = 0;
    int tightKept = 0;
    for (Judged each : runs) {
      kept += each.isKept() ? 1 : 0;
      clearly += each.point().clearlyBreaks(each.budget()) ? 1 : 0;
      if (way != Way.FREE && isTight(each, points)) {
        tight++;
        tightKept += each.isKept() ? 1 : 0;
      }
    }
    return Optional.of(new Kept(way, name, kept, clearly, runs.size(), tightKept, tight));
  }

  /**
   * Whether the unconstrained run of the same rate breaks the budget. All runs of other ways have
   * the highest rate of the unconstrained ones of their task and method.
   */
  private static boolean isTight(Judged run, List<BudgetPoint> points) {
    BudgetPoint point = run.point();
    double rate =
        points.stream()
            .filter(each -> each.way() == Way.FREE && each.sameLesson(point))
            .mapToDouble(BudgetPoint::setting)
            .max()
            .orElse(Double.NaN);
    return points.stream()
        .filter(each -> each.way() == Way.FREE && each.besides(point) && each.setting() == rate)
        .anyMatch(each -> !each.keeps(run.budget()));
  }

  private static Optional<Learnt> learnt(
      Way way, String name, List<Judged> runs, List<BudgetPoint> points) {
    List<Judged> counted =
        runs.stream()
            .filter(Judged::isKept)
            .filter(each -> Double.isFinite(ratio(each, points)))
            .toList();
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    long near = counted.stream().filter(each -> ratio(each, points) >= Learnt.NEAR).count();
    List<Judged> gaining =
        counted.stream().filter(each -> best(each, points) > each.point().baseNewTask()).toList();
    return Optional.of(
        new Learnt(
            way,
            name,
            overSeeds(counted, seed -> mean(seed, each -> ratio(each, points))),
            100.0 * near / counted.size(),
            counted.size(),
            overSeeds(counted, seed -> mean(seed, each -> gained(each) / best(each, points))),
            overSeeds(
                gaining,
                seed ->
                    mean(seed, BudgetFindings::gained)
                        / mean(seed, each -> best(each, points) - each.point().baseNewTask())),
            gaining.size()));
  }

  private static double gained(Judged run) {
    return run.point().newTask() - run.point().baseNewTask();
  }

  /** NaN where there is nothing to hold it against. */
  private static double ratio(Judged run, List<BudgetPoint> points) {
    double best = best(run, points);
    return best > 0 ? run.point().newTask() / best : Double.NaN;
  }

  /** NaN where no unconstrained run is beside it. */
  private static double best(Judged run, List<BudgetPoint> points) {
    BudgetPoint point = run.point();
    List<BudgetPoint> free =
        points.stream().filter(each -> each.way() == Way.FREE && each.besides(point)).toList();
    return free.isEmpty()
        ? Double.NaN
        : free.stream()
            .filter(each -> each.keeps(run.budget()))
            .mapToDouble(BudgetPoint::newTask)
            .reduce(point.baseNewTask(), Math::max);
  }

  private static double mean(List<Judged> runs, ToDoubleFunction<Judged> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }

  /** The mean of the seeds' values with Student's t; no interval for one seed. */
  private static Figure overSeeds(List<Judged> runs, ToDoubleFunction<List<Judged>> value) {
    Map<Long, List<Judged>> seeds = new TreeMap<>();
    runs.forEach(
        run -> seeds.computeIfAbsent(run.point().seed(), seed -> new ArrayList<>()).add(run));
    if (seeds.isEmpty()) {
      return new Figure(Double.NaN, Interval.UNKNOWN);
    }
    Estimate estimate = Estimate.of(seeds.values().stream().mapToDouble(value).toArray());
    return new Figure(estimate.mean(), estimate.interval(CONFIDENCE));
  }

  /**
   * How many points more of the budgets the law keeps than another way, in per cent. Each of its
   * runs is paired with those of the other way with the same task, method, seed and budget, or,
   * where that knows of none, with the share of its settings that keep it. Runs are taken as
   * independent; of a single seed the interval is unknown.
   */
  public Figure keepsMoreThan(Way other) {
    List<Judged> others = judged(points, budgets, other);
    List<Double> theirs = new ArrayList<>();
    List<Judged> ours = new ArrayList<>();
    for (Judged run : judged(points, budgets, Way.LAW)) {
      others.stream()
          .filter(each -> each.point().besides(run.point()) && each.budget() == run.budget())
          .mapToDouble(Judged::share)
          .average()
          .ifPresent(share -> {
            theirs.add(share);
            ours.add(run);
          });
    }
    if (ours.isEmpty()) {
      return new Figure(Double.NaN, Interval.UNKNOWN);
    }
    double[] ones = new double[ours.size()];
    Arrays.fill(ones, 1);
    Figure more =
        PairedChange.of(
                theirs.stream().mapToDouble(Double::doubleValue).toArray(),
                ours.stream().mapToDouble(Judged::share).toArray(),
                ones,
                BOOTSTRAP)
            .difference();
    boolean several = ours.stream().map(run -> run.point().seed()).distinct().count() > 1;
    return new Figure(
        100 * more.value(),
        several
            ? new Interval(100 * more.interval().low(), 100 * more.interval().high())
            : Interval.UNKNOWN);
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
        paired,
        seed ->
            mean(
                seed,
                run -> 100 * (run.point().newTask() - beside(run, other).orElseThrow().newTask())));
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
