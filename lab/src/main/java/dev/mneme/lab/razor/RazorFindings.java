package dev.mneme.lab.razor;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.ForgettingLaw;
import dev.mneme.measure.Observation;
import dev.mneme.measure.PredictorComparison;
import dev.mneme.measure.TradeoffCurve;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the runs of the study say.
 *
 * @param predictors every measure of drift, the best first
 * @param lead R² of forward KL less that of the best other measure
 * @param law points of mean prior score lost as a polynomial of degree 2 in nats a token of forward
 *     KL
 * @param methods each predicted by the law of all other methods
 * @param tasks each predicted by the law of all other tasks
 * @param rewarded runs that learn from rewards, predicted by the law of those that imitate; empty
 *     where there are too few
 * @param fronts task by task, method by method
 * @param matched each method against SFT and against GRPO, task by task
 * @param prices what half of the accuracy costs
 */
public record RazorFindings(
    List<RazorPoint> points,
    List<Predictor> predictors,
    Lead lead,
    ForgettingLaw law,
    List<HeldOut> methods,
    List<HeldOut> tasks,
    Optional<HeldOut> rewarded,
    List<Front> fronts,
    List<Matched> matched,
    List<Price> prices) {

  /** Models within 2 points of the front take part in the fit of its curve, as in the paper. */
  private static final double SLACK = 0.02;

  private static final int DEGREE = 2;
  private static final int FEWEST = 5;

  public RazorFindings {
    points = List.copyOf(points);
    predictors = List.copyOf(predictors);
    methods = List.copyOf(methods);
    tasks = List.copyOf(tasks);
    fronts = List.copyOf(fronts);
    matched = List.copyOf(matched);
    prices = List.copyOf(prices);
  }

  /**
   * How well a polynomial of degree 2 in one measure explains forgetting.
   *
   * @param rSquared on all runs; its interval resamples runs
   * @param otherMethods R² on methods left out of the fit
   * @param otherTasks R² on tasks left out of the fit; NaN with a single task
   */
  public record Predictor(String name, Figure rSquared, double otherMethods, double otherTasks) {}

  /**
   * Forward KL against its nearest rival.
   *
   * @param difference of their R²; the interval resamples runs
   */
  public record Lead(String rival, Figure difference) {}

  /**
   * What a method reaches and keeps on one task, over all seeds.
   *
   * @param curve the models near the Pareto front, and the exponential through them
   */
  public record Front(String task, RazorMethod method, int models, TradeoffCurve curve) {}

  /**
   * Reads the findings off the points.
   *
   * @throws IllegalArgumentException if they are too few, or of a single method
   */
  public static RazorFindings of(List<RazorPoint> points, ClusterBootstrap bootstrap) {
    if (points.size() < FEWEST || names(points, RazorPoint::method).size() < 2) {
      throw new IllegalArgumentException(
          "findings need at least %d models of at least two methods, got %d"
              .formatted(FEWEST, points.size()));
    }
    List<String> tasks = names(points, RazorPoint::task);
    PredictorComparison methods = comparison(points, point -> point.method().id(), bootstrap);
    return new RazorFindings(
        points,
        predictors(points, methods, tasks.size() > 1, bootstrap),
        lead(methods),
        HeldOut.law(points),
        HeldOut.each(points, point -> point.method().title()),
        HeldOut.each(points, RazorPoint::task),
        rewarded(points),
        fronts(points, tasks),
        matched(points, tasks),
        tasks.stream().flatMap(task -> Price.on(task, points).stream()).toList());
  }

  private static <T> List<T> names(List<RazorPoint> points, Function<RazorPoint, T> name) {
    return points.stream().map(name).distinct().toList();
  }

  private static PredictorComparison comparison(
      List<RazorPoint> points, Function<RazorPoint, String> group, ClusterBootstrap bootstrap) {
    Set<String> measures = new TreeSet<>(points.getFirst().drift().keySet());
    points.forEach(point -> measures.retainAll(point.drift().keySet()));
    measures.remove(RazorPoint.FORWARD_KL_ERROR);
    List<Observation> observations = new ArrayList<>();
    for (RazorPoint point : points) {
      Map<String, Double> drift = new HashMap<>(point.drift());
      drift.keySet().retainAll(measures);
      observations.add(new Observation(point.run(), group.apply(point), point.forgetting(), drift));
    }
    return PredictorComparison.of(observations, DEGREE, bootstrap);
  }

  private static List<Predictor> predictors(
      List<RazorPoint> points,
      PredictorComparison methods,
      boolean severalTasks,
      ClusterBootstrap bootstrap) {
    Map<String, Double> tasks = new HashMap<>();
    if (severalTasks) {
      comparison(points, RazorPoint::task, bootstrap)
          .ranking()
          .forEach(score -> tasks.put(score.predictor(), score.heldOut().pooled()));
    }
    return methods.ranking().stream()
        .map(score ->
            new Predictor(
                score.predictor(),
                score.rSquared(),
                score.heldOut().pooled(),
                tasks.getOrDefault(score.predictor(), Double.NaN)))
        .toList();
  }

  /** KL a sequence is the same samples' KL in another unit, so it is no rival. */
  private static Lead lead(PredictorComparison comparison) {
    String rival =
        comparison.ranking().stream()
            .map(PredictorComparison.Score::predictor)
            .filter(name -> !name.startsWith(RazorPoint.FORWARD_KL))
            .findFirst()
            .orElse(RazorPoint.FORWARD_KL);
    return new Lead(rival, comparison.difference(RazorPoint.FORWARD_KL, rival));
  }

  private static Optional<HeldOut> rewarded(List<RazorPoint> points) {
    return HeldOut.of(
            "learning from rewards",
            of(points, RazorMethod.Kind.IMITATION),
            of(points, RazorMethod.Kind.REWARD))
        .stream()
        .findFirst();
  }

  private static List<RazorPoint> of(List<RazorPoint> points, RazorMethod.Kind kind) {
    return points.stream().filter(point -> point.method().kind() == kind).toList();
  }

  private static List<Front> fronts(List<RazorPoint> points, List<String> tasks) {
    List<Front> fronts = new ArrayList<>();
    for (String task : tasks) {
      for (RazorMethod method : RazorMethod.values()) {
        List<TradeoffCurve.Outcome> outcomes =
            points.stream()
                .filter(point -> point.task().equals(task) && point.method() == method)
                .map(RazorPoint::outcome)
                .toList();
        if (!outcomes.isEmpty()) {
          fronts.add(new Front(task, method, outcomes.size(), TradeoffCurve.of(outcomes, SLACK)));
        }
      }
    }
    return fronts;
  }

  private static List<Matched> matched(List<RazorPoint> points, List<String> tasks) {
    List<Matched> matched = new ArrayList<>();
    for (String task : tasks) {
      for (RazorMethod method : RazorMethod.values()) {
        if (method != RazorMethod.SFT) {
          Matched.of(points, task, method, RazorMethod.SFT).ifPresent(matched::add);
          if (method != RazorMethod.GRPO) {
            Matched.of(points, task, method, RazorMethod.GRPO).ifPresent(matched::add);
          }
        }
      }
    }
    return matched;
  }

  /** The tasks that were learnt. */
  public List<String> taskNames() {
    return names(points, RazorPoint::task);
  }

  /** The comparison of two methods on a task, if there is one. */
  public Optional<Matched> matched(String task, RazorMethod one, RazorMethod other) {
    return matched.stream()
        .filter(each -> each.task().equals(task) && each.one() == one && each.other() == other)
        .findFirst();
  }

  /** What a method pays on a task, if it was tried and anything was learnt there. */
  public Optional<Price> price(String task, RazorMethod method) {
    return prices.stream()
        .filter(price -> price.task().equals(task) && price.method() == method)
        .findFirst();
  }

  /** A measure of drift, if it was measured. */
  public Optional<Predictor> predictor(String name) {
    return predictors.stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
