package dev.mneme.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of several drift measures explains an outcome best: R² of a polynomial in each, with
 * intervals by resampling runs, R² on methods left out of the fit, and paired differences.
 *
 * <p>Every run keeps its {@link PowerSums}, so one resample costs one addition a run however many
 * points there are.
 *
 * <p>Bias: a polynomial goes through as many points as it has coefficients, so a resample of fewer
 * than degree + 2 distinct runs has no R². Such resamples are left out; with 4 or 5 runs and degree
 * 2 they are more than half and the interval is unknown, from 12 runs on they are next to none. R²
 * on the fitted points is still too high, by about degree / (points − 1) where nothing is
 * explained, and a resample has but two thirds of the runs, so both ends of the interval are too
 * high, too: distrust a low end that is just above a bound with fewer than about 20 runs.
 */
public final class PredictorComparison {

  /**
   * How well one predictor does.
   *
   * @param rSquared on all points, with its interval
   * @param heldOut on methods left out of the fit
   */
  public record Score(String predictor, Figure rSquared, LeaveOneGroupOut heldOut) {}

  private final ClusterBootstrap bootstrap;
  private final List<Score> ranking;
  private final Map<String, double[]> replicates;

  private PredictorComparison(
      ClusterBootstrap bootstrap, List<Score> ranking, Map<String, double[]> replicates) {
    this.bootstrap = bootstrap;
    this.ranking = ranking;
    this.replicates = replicates;
  }

  /**
   * Compares all predictors of the observations, which must name the same ones, of at least two
   * methods.
   *
   * @param degree of the polynomial, 1 or 2
   * @throws IllegalArgumentException naming the predictor and run if a value is missing or not
   *     finite
   */
  public static PredictorComparison of(
      List<Observation> observations, int degree, ClusterBootstrap bootstrap) {
    PolynomialFit.requireDegree(degree);
    Set<String> predictors = requireComplete(observations);
    double[] outcome = observations.stream().mapToDouble(Observation::outcome).toArray();
    List<String> methods = observations.stream().map(Observation::method).toList();
    List<Score> scores = new ArrayList<>();
    Map<String, double[]> replicates = new LinkedHashMap<>();
    for (String predictor : predictors) {
      double[] values = observations.stream().mapToDouble(each -> value(each, predictor)).toArray();
      PowerSums[] runs = sumsPerRun(observations, values, outcome);
      double[] resampled =
          bootstrap.replicates(
              runs.length,
              times ->
                  distinct(times) < degree + 2 ? Double.NaN : joined(runs, times).rSquared(degree));
      int[] once = new int[runs.length];
      Arrays.fill(once, 1);
      Figure rSquared =
          new Figure(joined(runs, once).rSquared(degree), bootstrap.interval(resampled));
      replicates.put(predictor, resampled);
      scores.add(
          new Score(predictor, rSquared, LeaveOneGroupOut.of(values, outcome, methods, degree)));
    }
    scores.sort(Comparator.comparingDouble(score -> -score.rSquared().value()));
    return new PredictorComparison(bootstrap, List.copyOf(scores), replicates);
  }

  /** All predictors, the best R² first. */
  public List<Score> ranking() {
    return ranking;
  }

  /** The score of one predictor. */
  public Score score(String predictor) {
    return ranking.stream()
        .filter(score -> score.predictor().equals(predictor))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no predictor is called " + predictor + "; there are " + replicates.keySet()));
  }

  /**
   * R² of the first predictor less that of the second, with the interval of the difference from the
   * same resamples: an interval above 0 says the first is better on these runs' population.
   */
  public Figure difference(String first, String second) {
    return difference(first, second, bootstrap.confidence());
  }

  /**
   * The same with another confidence.
   *
   * @param confidence such as {@code 1 − 0.05 / K} where the second is the one of K that the same
   *     runs have chosen
   */
  public Figure difference(String first, String second, double confidence) {
    double value = score(first).rSquared().value() - score(second).rSquared().value();
    double[] minuends = replicates.getOrDefault(first, new double[0]);
    double[] subtrahends = replicates.getOrDefault(second, new double[0]);
    double[] differences = new double[minuends.length];
    Arrays.setAll(differences, b -> minuends[b] - subtrahends[b]);
    ClusterBootstrap as = new ClusterBootstrap(bootstrap.resamples(), confidence, bootstrap.seed());
    return new Figure(value, as.interval(differences));
  }

  private static PowerSums[] sumsPerRun(
      List<Observation> observations, double[] values, double[] outcome) {
    Standardised u = Standardised.of(values);
    Standardised v = Standardised.of(outcome);
    Map<String, PowerSums> sums = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      sums.computeIfAbsent(observations.get(i).run(), run -> new PowerSums())
          .add(u.of(values[i]), v.of(outcome[i]));
    }
    return sums.values().toArray(PowerSums[]::new);
  }

  private static long distinct(int[] times) {
    return Arrays.stream(times).filter(count -> count > 0).count();
  }

  private static PowerSums joined(PowerSums[] runs, int[] times) {
    PowerSums joined = new PowerSums();
    for (int i = 0; i < runs.length; i++) {
      if (times[i] > 0) {
        joined.add(runs[i], times[i]);
      }
    }
    return joined;
  }

  private static Set<String> requireComplete(List<Observation> observations) {
    if (observations.isEmpty()) {
      throw new IllegalArgumentException("there is no observation to compare predictors on");
    }
    Set<String> predictors = new TreeSet<>(observations.getFirst().predictors().keySet());
    for (Observation observation : observations) {
      if (!observation.predictors().keySet().equals(predictors)) {
        throw new IllegalArgumentException(
            "run %s has the predictors %s where others have %s"
                .formatted(observation.run(), observation.predictors().keySet(), predictors));
      }
      for (String predictor : predictors) {
        if (!Double.isFinite(value(observation, predictor))) {
          throw new IllegalArgumentException(
              "predictor %s is %s in run %s; leave the predictor or the point out"
                  .formatted(predictor, value(observation, predictor), observation.run()));
        }
      }
    }
    return predictors;
  }

  private static double value(Observation observation, String predictor) {
    return observation.predictors().getOrDefault(predictor, Double.NaN);
  }
}
