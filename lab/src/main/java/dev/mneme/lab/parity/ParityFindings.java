package dev.mneme.lab.parity;

import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Estimate;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.Observation;
import dev.mneme.measure.PolynomialFit;
import dev.mneme.measure.PredictorComparison;
import dev.mneme.measure.TradeoffCurve;
import dev.mneme.measure.TradeoffFront;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a study found: which drift explains forgetting, and what each method keeps.
 *
 * @param baseNew mean accuracy of the bases on the new task, in [0, 1]
 * @param baseOld the same on the old task
 * @param predictors every measure of drift with both polynomials, best first within its degree
 * @param lead forward KL on new-task inputs held against every other measure but those on old-task
 *     inputs
 * @param law forgetting in points as a 2nd-degree polynomial of forward KL on new-task inputs
 * @param rates the same among the models of each learning rate, the lowest first
 * @param order how much more each method keeps at {@link #LEVEL} than the one that the paper finds
 *     just below it
 * @param cosine correlation over steps of the cosine with the change in KL, interval by resampling
 *     blocks of steps
 */
public record ParityFindings(
    double baseNew,
    double baseOld,
    List<Predictor> predictors,
    Lead lead,
    PolynomialFit law,
    List<RateLaw> rates,
    List<MethodResult> methods,
    List<Gap> order,
    Map<Method, Figure> cosine) {

  /** The level of new-task accuracy at which methods are compared. */
  public static final double LEVEL = 0.96;

  /**
   * Distance from the Pareto front within which models take part in the fit of its curve, as in the
   * paper.
   */
  private static final double SLACK = 0.02;

  private static final int STEPS_A_BLOCK = 5;

  private static final double CONFIDENCE = 0.95;

  /**
   * From the one that keeps least at {@link #LEVEL} to the one that keeps most, as the paper has
   * it.
   */
  private static final List<Method> PAPERS_ORDER =
      List.of(Method.SFT_1, Method.SFT_2, Method.GRPO, Method.SFT_ORACLE);

  /**
   * How well one measure explains forgetting.
   *
   * @param inputs {@code new}, {@code old}, or {@code none} for measures on weights
   * @param heldOut pooled R² on methods left out of the fit
   */
  public record Predictor(
      String name, String inputs, int degree, double r2, double low, double high, double heldOut) {}

  /**
   * Forward KL against all its rivals.
   *
   * @param rival the one with the best R²
   * @param difference R² of forward KL less that of this rival, with its 95 % interval
   * @param outcome holds where the 95 % interval of the difference from every rival is above 0,
   *     which needs no correction; fails where that from some rival is below 0 at a confidence of 1
   *     − 0.05 / rivals (Bonferroni's), as the data choose which
   */
  public record Lead(String rival, double difference, double low, double high, Outcome outcome) {}

  /**
   * Two methods at {@link #LEVEL}.
   *
   * @param difference old-task accuracy of the second less that of the first, paired over the seeds
   *     with which both reach the level; Student's t
   */
  public record Gap(Method first, Method second, Estimate difference) {

    /** At 95 %; unknown where fewer than two seeds reach the level. */
    public Interval interval() {
      return difference.interval(CONFIDENCE);
    }
  }

  /**
   * What one method reaches and keeps.
   *
   * @param newAtBest highest new-task accuracy of any model, and beside it what that model kept and
   *     where it is
   * @param oldAtLevel old-task accuracy at {@link #LEVEL} on the Pareto front of a seed's models,
   *     by the seeds that reach it
   * @param perSeed mean over these seeds. Models are not resampled: the front of some of them lies
   *     on or below that of all, never above
   * @param curve the trade-off over the models of all seeds
   */
  public record MethodResult(
      Method method,
      int points,
      double newAtBest,
      double oldAtBest,
      double klAtBest,
      Map<Long, Double> oldAtLevel,
      Estimate perSeed,
      TradeoffCurve curve) {

    /**
     * Of {@link #perSeed} at 95 %, by Student's t; unknown where fewer than two seeds get there.
     */
    public Interval interval() {
      return perSeed.interval(CONFIDENCE);
    }
  }

  /** Reads the findings off the points of all trials. */
  public static ParityFindings of(
      List<Point> points, List<CosinePoint> cosines, ClusterBootstrap bootstrap) {
    List<Observation> observations = points.stream().map(ParityFindings::observation).toList();
    List<Predictor> predictors = new ArrayList<>();
    PredictorComparison quadratic = PredictorComparison.of(observations, 2, bootstrap);
    PredictorComparison linear = PredictorComparison.of(observations, 1, bootstrap);
    quadratic.ranking().forEach(score -> predictors.add(predictor(score, 2)));
    linear.ranking().forEach(score -> predictors.add(predictor(score, 1)));
    PolynomialFit law =
        PolynomialFit.of(
            points.stream().mapToDouble(Point::forwardKl).toArray(),
            points.stream().mapToDouble(Point::forgetting).toArray(),
            2);
    List<MethodResult> methods =
        byMethod(points).entrySet().stream()
            .map(entry -> result(entry.getKey(), entry.getValue()))
            .toList();
    return new ParityFindings(
        mean(points, Point.BASE_NEW_ACCURACY),
        mean(points, Point.BASE_OLD_ACCURACY),
        predictors,
        lead(observations, quadratic, bootstrap),
        law,
        RateLaw.of(points, law, bootstrap),
        methods,
        order(methods),
        correlations(cosines, bootstrap));
  }

  private static double mean(List<Point> points, String figure) {
    return points.stream()
        .mapToDouble(point -> point.figures().getOrDefault(figure, Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  private static Observation observation(Point point) {
    Map<String, Double> predictors = new LinkedHashMap<>(point.figures());
    predictors
        .keySet()
        .removeIf(name ->
            name.endsWith("accuracy") || name.contains("unchanged") || name.contains("rank"));
    return new Observation(point.trial(), point.method().id(), point.forgetting(), predictors);
  }

  private static Predictor predictor(PredictorComparison.Score score, int degree) {
    String[] parts = score.predictor().split("\\.", 2);
    boolean onInputs = !parts[0].equals("weights");
    return new Predictor(
        onInputs ? parts[1] : "weights-" + parts[1],
        onInputs ? parts[0] : "none",
        degree,
        score.rSquared().value(),
        score.rSquared().interval().low(),
        score.rSquared().interval().high(),
        score.heldOut().pooled());
  }

  private static Lead lead(
      List<Observation> observations, PredictorComparison quadratic, ClusterBootstrap bootstrap) {
    String own = Point.FORWARD_KL;
    List<String> rivals =
        quadratic.ranking().stream()
            .map(PredictorComparison.Score::predictor)
            .filter(name -> !name.equals(own) && !name.startsWith("old."))
            .toList();
    double allOfThem = 1 - (1 - bootstrap.confidence()) / rivals.size();
    PredictorComparison strict =
        PredictorComparison.of(
            observations,
            2,
            new ClusterBootstrap(bootstrap.resamples(), allOfThem, bootstrap.seed()));
    boolean ahead =
        rivals.stream().allMatch(rival -> quadratic.difference(own, rival).interval().low() > 0);
    boolean behind =
        rivals.stream().anyMatch(rival -> strict.difference(own, rival).interval().high() < 0);
    Figure difference = quadratic.difference(own, rivals.getFirst());
    return new Lead(
        rivals.getFirst(),
        difference.value(),
        difference.interval().low(),
        difference.interval().high(),
        ahead ? Outcome.HOLDS : behind ? Outcome.FAILS : Outcome.OPEN);
  }

  private static Map<Method, List<Point>> byMethod(List<Point> points) {
    return points.stream()
        .collect(Collectors.groupingBy(Point::method, TreeMap::new, Collectors.toList()));
  }

  private static MethodResult result(Method method, List<Point> points) {
    Point best = points.stream().max(Comparator.comparingDouble(Point::newAccuracy)).orElseThrow();
    Map<Long, List<Point>> seeds =
        points.stream()
            .collect(
                Collectors.groupingBy(
                    point -> point.recipe().seed(), TreeMap::new, Collectors.toList()));
    Map<Long, Double> atLevel = new TreeMap<>();
    seeds.forEach((seed, own) -> oldAtLevel(own).ifPresent(old -> atLevel.put(seed, old)));
    return new MethodResult(
        method,
        points.size(),
        best.newAccuracy(),
        best.oldAccuracy(),
        best.forwardKl(),
        Collections.unmodifiableMap(atLevel),
        mean(atLevel.values()),
        TradeoffCurve.of(outcomes(points), SLACK));
  }

  private static Estimate mean(Collection<Double> values) {
    return values.isEmpty()
        ? new Estimate(Double.NaN, Double.NaN, 0)
        : Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<Gap> order(List<MethodResult> methods) {
    List<MethodResult> there =
        PAPERS_ORDER.stream()
            .flatMap(method -> methods.stream().filter(each -> each.method() == method))
            .toList();
    List<Gap> order = new ArrayList<>();
    for (int i = 1; i < there.size(); i++) {
      Map<Long, Double> differences = new TreeMap<>(there.get(i).oldAtLevel());
      Map<Long, Double> first = there.get(i - 1).oldAtLevel();
      differences.keySet().retainAll(first.keySet());
      differences.replaceAll((seed, old) -> old - first.getOrDefault(seed, Double.NaN));
      order.add(
          new Gap(there.get(i - 1).method(), there.get(i).method(), mean(differences.values())));
    }
    return order;
  }

  private static OptionalDouble oldAtLevel(List<Point> points) {
    return TradeoffFront.of(outcomes(points)).at(LEVEL);
  }

  private static List<TradeoffCurve.Outcome> outcomes(List<Point> points) {
    return points.stream()
        .map(point -> new TradeoffCurve.Outcome(point.newAccuracy(), point.oldAccuracy()))
        .toList();
  }

  /** Neighbouring steps are alike, so blocks of them are resampled, not single ones. */
  private static Map<Method, Figure> correlations(
      List<CosinePoint> cosines, ClusterBootstrap bootstrap) {
    Map<Method, Figure> result = new LinkedHashMap<>();
    cosines.stream()
        .collect(Collectors.groupingBy(CosinePoint::method, TreeMap::new, Collectors.toList()))
        .forEach((method, steps) -> {
          List<List<CosinePoint>> blocks = new ArrayList<>();
          for (int i = 0; i < steps.size(); i += STEPS_A_BLOCK) {
            blocks.add(steps.subList(i, Math.min(steps.size(), i + STEPS_A_BLOCK)));
          }
          Interval interval =
              bootstrap.interval(
                  blocks, chosen -> correlation(chosen.stream().flatMap(List::stream).toList()));
          result.put(method, new Figure(correlation(steps), interval));
        });
    return result;
  }

  private static double correlation(List<CosinePoint> steps) {
    double meanX = steps.stream().mapToDouble(CosinePoint::cosine).average().orElse(Double.NaN);
    double meanY = steps.stream().mapToDouble(CosinePoint::klChange).average().orElse(Double.NaN);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (CosinePoint step : steps) {
      double x = step.cosine() - meanX;
      double y = step.klChange() - meanY;
      xy += x * y;
      xx += x * x;
      yy += y * y;
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }
}
