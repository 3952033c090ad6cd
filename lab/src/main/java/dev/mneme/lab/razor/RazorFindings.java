package dev.mneme.lab.razor;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.ForgettingLaw;
import dev.mneme.measure.Interval;
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
 * <p>Intervals of R² resample {@link Settings}, and are unknown where there are fewer than {@value
 * #FEWEST_SETTINGS}. They are somewhat too short and too high, the more so the fewer settings there
 * are: see {@link PredictorComparison}.
 *
 * @param predictors every measure of drift, the best first
 * @param rivals of forward KL, the best first
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
    List<Rival> rivals,
    ForgettingLaw law,
    List<HeldOut> methods,
    List<HeldOut> tasks,
    Optional<HeldOut> rewarded,
    List<Front> fronts,
    List<Matched> matched,
    List<Price> prices) {

  /** Models within 2 points of the front take part in the fit of its curve, as in the paper. */
  private static final double SLACK = 0.02;

  private static final double CONFIDENCE = 0.95;
  private static final int DEGREE = 2;

  /** Models below which there is no law to speak of. */
  private static final int FEWEST = 5;

  /** Settings below which hardly any resample tells a law from a curve through a few points. */
  public static final int FEWEST_SETTINGS = 12;

  public RazorFindings {
    points = List.copyOf(points);
    predictors = List.copyOf(predictors);
    rivals = List.copyOf(rivals);
    methods = List.copyOf(methods);
    tasks = List.copyOf(tasks);
    fronts = List.copyOf(fronts);
    matched = List.copyOf(matched);
    prices = List.copyOf(prices);
  }

  /**
   * How well a polynomial of degree 2 in one measure explains forgetting.
   *
   * @param rSquared on all runs
   * @param otherMethods R² on methods left out of the fit
   * @param otherTasks R² on tasks left out of the fit; NaN with a single task
   */
  public record Predictor(String name, Figure rSquared, double otherMethods, double otherTasks) {}

  /**
   * Forward KL against another measure.
   *
   * @param difference R² of forward KL less that of the other, with its 95 % interval
   * @param corrected the interval with confidence 1 − 0.05 / K, K being the number of rivals: any
   *     of them may be the one that the runs single out
   */
  public record Rival(String name, Figure difference, Interval corrected) {}

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
    boolean enough = settings(points) >= FEWEST_SETTINGS;
    return new RazorFindings(
        points,
        predictors(points, methods, tasks.size() > 1, bootstrap, enough),
        rivals(methods, enough),
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
      observations.add(
          new Observation(
              Settings.of(point, points), group.apply(point), point.forgetting(), drift));
    }
    return PredictorComparison.of(observations, DEGREE, bootstrap);
  }

  private static List<Predictor> predictors(
      List<RazorPoint> points,
      PredictorComparison methods,
      boolean severalTasks,
      ClusterBootstrap bootstrap,
      boolean enough) {
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
                told(score.rSquared(), enough),
                score.heldOut().pooled(),
                tasks.getOrDefault(score.predictor(), Double.NaN)))
        .toList();
  }

  /** KL a sequence is the same samples' KL in another unit, so it is no rival. */
  private static List<Rival> rivals(PredictorComparison comparison, boolean enough) {
    List<String> names =
        comparison.ranking().stream()
            .map(PredictorComparison.Score::predictor)
            .filter(name -> !name.startsWith(RazorPoint.FORWARD_KL))
            .toList();
    double sure = 1 - (1 - CONFIDENCE) / names.size();
    return names.stream()
        .map(name ->
            new Rival(
                name,
                told(comparison.difference(RazorPoint.FORWARD_KL, name), enough),
                told(comparison.difference(RazorPoint.FORWARD_KL, name, sure), enough).interval()))
        .toList();
  }

  private static Figure told(Figure figure, boolean enough) {
    return enough ? figure : new Figure(figure.value(), Interval.UNKNOWN);
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

  /** How many methods they were learnt by. */
  public int methodCount() {
    return names(points, RazorPoint::method).size();
  }

  /** How many settings there are whose models are not near copies of another's. */
  public int settings() {
    return settings(points);
  }

  private static int settings(List<RazorPoint> points) {
    return (int) points.stream().map(point -> Settings.of(point, points)).distinct().count();
  }

  /** The comparison of two methods on a task, if there is one. */
  public Optional<Matched> matched(String task, RazorMethod one, RazorMethod other) {
    return matched.stream()
        .filter(each -> each.task().equals(task) && each.one() == one && each.other() == other)
        .findFirst();
  }

  /** Which of two others a method is nearer to on a task, if all three learn it. */
  Optional<Nearness> nearness(String task, RazorMethod method, RazorMethod near, RazorMethod far) {
    return Nearness.of(points, task, method, near, far);
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
