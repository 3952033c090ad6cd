package dev.mneme.lab.parity;

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
import java.util.Arrays;
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
 * @param lead R² of forward KL on new-task inputs less that of the best other measure on new-task
 *     inputs
 * @param law forgetting in points as a 2nd-degree polynomial of forward KL on new-task inputs
 * @param rates the same among the models of each learning rate, the lowest first
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
    Map<Method, Figure> cosine) {

  /** The level of new-task accuracy at which methods are compared. */
  public static final double LEVEL = 0.96;

  /**
   * Distance from the Pareto front within which models take part in the fit of its curve, as in the
   * paper.
   */
  private static final double SLACK = 0.02;

  private static final int STEPS_A_BLOCK = 5;

  /**
   * How well one measure explains forgetting.
   *
   * @param inputs {@code new}, {@code old}, or {@code none} for measures on weights
   * @param heldOut pooled R² on methods left out of the fit
   */
  public record Predictor(
      String name, String inputs, int degree, double r2, double low, double high, double heldOut) {}

  /** Forward KL against its nearest rival. */
  public record Lead(String rival, double difference, double low, double high) {}

  /**
   * What one method reaches and keeps.
   *
   * @param newAtBest highest new-task accuracy of any model, and beside it what that model kept and
   *     where it is
   * @param oldAtLevel old-task accuracy at {@link #LEVEL} on the Pareto front, one value a seed
   *     that reaches it
   * @param perSeed mean over the seeds; its interval is Student's t
   * @param interval percentile interval by resampling runs within each seed
   * @param curve the trade-off over the models of all seeds
   */
  public record MethodResult(
      Method method,
      int points,
      double newAtBest,
      double oldAtBest,
      double klAtBest,
      List<Double> oldAtLevel,
      Estimate perSeed,
      Interval interval,
      TradeoffCurve curve) {}

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
    return new ParityFindings(
        mean(points, Point.BASE_NEW_ACCURACY),
        mean(points, Point.BASE_OLD_ACCURACY),
        predictors,
        lead(quadratic),
        law,
        RateLaw.of(points, law, bootstrap),
        byMethod(points).entrySet().stream()
            .map(entry -> result(entry.getKey(), entry.getValue(), bootstrap))
            .toList(),
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

  private static Lead lead(PredictorComparison quadratic) {
    String own = Point.FORWARD_KL;
    String rival =
        quadratic.ranking().stream()
            .map(PredictorComparison.Score::predictor)
            .filter(name -> !name.equals(own) && !name.startsWith("old."))
            .findFirst()
            .orElseThrow();
    Figure difference = quadratic.difference(own, rival);
    return new Lead(
        rival, difference.value(), difference.interval().low(), difference.interval().high());
  }

  private static Map<Method, List<Point>> byMethod(List<Point> points) {
    return points.stream()
        .collect(Collectors.groupingBy(Point::method, TreeMap::new, Collectors.toList()));
  }

  private static MethodResult result(
      Method method, List<Point> points, ClusterBootstrap bootstrap) {
    Point best = points.stream().max(Comparator.comparingDouble(Point::newAccuracy)).orElseThrow();
    Map<Long, List<Point>> seeds =
        points.stream()
            .collect(
                Collectors.groupingBy(
                    point -> point.recipe().seed(), TreeMap::new, Collectors.toList()));
    List<Double> atLevel =
        seeds.values().stream()
            .map(ParityFindings::oldAtLevel)
            .filter(OptionalDouble::isPresent)
            .map(OptionalDouble::getAsDouble)
            .toList();
    double[] values = atLevel.stream().mapToDouble(Double::doubleValue).toArray();
    return new MethodResult(
        method,
        points.size(),
        best.newAccuracy(),
        best.oldAccuracy(),
        best.forwardKl(),
        atLevel,
        values.length == 0 ? new Estimate(Double.NaN, Double.NaN, 0) : Estimate.of(values),
        interval(List.copyOf(seeds.values()), bootstrap),
        TradeoffCurve.of(outcomes(points), SLACK));
  }

  private static OptionalDouble oldAtLevel(List<Point> points) {
    return TradeoffFront.of(outcomes(points)).at(LEVEL);
  }

  private static List<TradeoffCurve.Outcome> outcomes(List<Point> points) {
    return points.stream()
        .map(point -> new TradeoffCurve.Outcome(point.newAccuracy(), point.oldAccuracy()))
        .toList();
  }

  /**
   * Resamples the runs of every seed together: the mean over seeds of what the front keeps at the
   * level.
   */
  private static Interval interval(List<List<Point>> seeds, ClusterBootstrap bootstrap) {
    List<List<Point>> runs =
        seeds.stream()
            .flatMap(seed ->
                seed.stream()
                    .collect(
                        Collectors.groupingBy(
                            Point::trial, LinkedHashMap::new, Collectors.toList()))
                    .values()
                    .stream())
            .toList();
    ClusterBootstrap fewer = new ClusterBootstrap(400, bootstrap.confidence(), bootstrap.seed());
    double[] replicates =
        Arrays.stream(fewer.replicates(runs.size(), times -> resampled(runs, times)))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    return replicates.length < 100 ? Interval.UNKNOWN : fewer.interval(replicates);
  }

  private static double resampled(List<List<Point>> runs, int[] times) {
    Map<Long, List<Point>> seeds = new LinkedHashMap<>();
    for (int i = 0; i < times.length; i++) {
      if (times[i] > 0) {
        List<Point> run = runs.get(i);
        seeds
            .computeIfAbsent(run.getFirst().recipe().seed(), seed -> new ArrayList<>())
            .addAll(run);
      }
    }
    return seeds.values().stream()
        .map(ParityFindings::oldAtLevel)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .average()
        .orElse(Double.NaN);
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
