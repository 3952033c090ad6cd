package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClusterBootstrapTest {

  @Test
  void intervalsOfAMeanCoverTheTruthAboutAsOftenAsTheySay() {
    SplittableRandom random = new SplittableRandom(11);
    int runs = 40;
    int covered = 0;
    int coveredByPoints = 0;
    int trials = 500;
    for (int trial = 0; trial < trials; trial++) {
      double[] means = new double[runs];
      double[] points = new double[4 * runs];
      for (int i = 0; i < points.length; i++) {
        int run = i / 4;
        points[i] =
            (i % 4 == 0 ? random.nextGaussian() : points[i - 1]) + 0.1 * random.nextDouble();
        points[i] -= 0.05;
        means[run] += points[i] / 4;
      }
      ClusterBootstrap bootstrap = new ClusterBootstrap(200, 0.95, trial);
      covered += coversZero(bootstrap, means) ? 1 : 0;
      coveredByPoints += coversZero(bootstrap, points) ? 1 : 0;
    }
    assertThat((double) covered / trials).isBetween(0.89, 0.98);
    // What resampling points as if they were independent would have claimed as 95 %.
    assertThat((double) coveredByPoints / trials).isLessThan(0.8);
  }

  @Test
  void equalSeedsGiveEqualDrawsAndEveryDrawHasAsManyClustersAsThereAre() {
    ClusterBootstrap bootstrap = new ClusterBootstrap(50, 0.9, 4);
    List<int[]> seen = new ArrayList<>();
    double[] first =
        bootstrap.replicates(
            7,
            times -> {
              seen.add(times);
              return times[0];
            });
    assertThat(bootstrap.replicates(7, times -> times[0])).containsExactly(first);
    assertThat(new ClusterBootstrap(50, 0.9, 5).replicates(7, times -> times[0]))
        .isNotEqualTo(first);
    assertThat(seen).hasSize(50).allMatch(times -> Arrays.stream(times).sum() == 7);
  }

  @Test
  void anIntervalIsTheCentralPercentilesOfItsReplicates() {
    double[] replicates = new double[101];
    Arrays.setAll(replicates, i -> 100 - i);
    Interval interval = new ClusterBootstrap(101, 0.9, 0).interval(replicates);
    assertThat(interval.low()).isEqualTo(5, within(1e-9));
    assertThat(interval.high()).isEqualTo(95, within(1e-9));
  }

  @Test
  void undefinedReplicatesAreLeftOutUnlessTheyPrevail() {
    ClusterBootstrap bootstrap = ClusterBootstrap.seeded(0);
    double nan = Double.NaN;
    assertThat(bootstrap.interval(new double[] {1, nan, 1})).isEqualTo(new Interval(1, 1));
    assertThat(bootstrap.interval(new double[] {1, nan, nan})).isEqualTo(Interval.UNKNOWN);
  }

  @Test
  void ofOneClusterNothingIsKnown() {
    ClusterBootstrap bootstrap = ClusterBootstrap.seeded(0);
    assertThat(bootstrap.interval(List.of(4.0), drawn -> 4)).isEqualTo(Interval.UNKNOWN);
    assertThat(bootstrap.interval(bootstrap.replicates(1, times -> 4))).isEqualTo(Interval.UNKNOWN);
    assertThat(bootstrap.interval(List.of(4.0, 4.0), drawn -> 4)).isEqualTo(new Interval(4, 4));
  }

  @Test
  void anRSquaredFromSumsPerRunEqualsRefittingThePointsOfEveryResample() {
    List<Observation> observations = observations(12, 9);
    ClusterBootstrap bootstrap = new ClusterBootstrap(100, 0.95, 21);
    PredictorComparison comparison = PredictorComparison.of(observations, 2, bootstrap);
    Map<String, List<Observation>> runs = new LinkedHashMap<>();
    observations.forEach(
        each -> runs.computeIfAbsent(each.run(), run -> new ArrayList<>()).add(each));
    Interval brute =
        bootstrap.interval(
            List.copyOf(runs.values()),
            drawn -> rSquared(drawn.stream().flatMap(List::stream).toList(), "good"));
    Figure quick = comparison.score("good").rSquared();
    assertThat(quick.value()).isEqualTo(rSquared(observations, "good"), within(1e-10));
    assertThat(quick.interval().low()).isEqualTo(brute.low(), within(1e-9));
    assertThat(quick.interval().high()).isEqualTo(brute.high(), within(1e-9));
  }

  @Test
  void theBetterPredictorRanksFirstAndThePairedDifferenceSaysSo() {
    PredictorComparison comparison =
        PredictorComparison.of(observations(20, 6), 2, ClusterBootstrap.seeded(1));
    assertThat(comparison.ranking())
        .extracting(PredictorComparison.Score::predictor)
        .containsExactly("good", "poor");
    Figure difference = comparison.difference("good", "poor");
    assertThat(difference.interval().low()).isPositive();
    assertThat(difference.interval().contains(difference.value())).isTrue();
    assertThat(comparison.difference("poor", "good").interval().high())
        .isEqualTo(-difference.interval().low(), within(1e-12));
    assertThat(comparison.difference("good", "good").interval()).isEqualTo(new Interval(0, 0));
    assertThat(comparison.score("good").heldOut().pooled())
        .isGreaterThan(comparison.score("poor").heldOut().pooled());
  }

  @Test
  void aPairedDifferenceIsNarrowerThanItsPartsWhereTheyMoveTogether() {
    List<Observation> observations = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(8);
    for (Observation each : observations(20, 6)) {
      double x = each.predictors().getOrDefault("poor", 0.0);
      observations.add(
          new Observation(
              each.run(),
              each.method(),
              each.outcome(),
              Map.of("a", x, "b", x + 0.01 * random.nextGaussian())));
    }
    PredictorComparison comparison =
        PredictorComparison.of(observations, 2, ClusterBootstrap.seeded(1));
    Interval alone = comparison.score("a").rSquared().interval();
    Interval paired = comparison.difference("a", "b").interval();
    assertThat(paired.high() - paired.low()).isLessThan(0.2 * (alone.high() - alone.low()));
  }

  @Test
  void aPredictorThatIsMissingOrInfiniteIsNamedWithItsRun() {
    ClusterBootstrap bootstrap = ClusterBootstrap.seeded(0);
    Observation fine = new Observation("r1", "a", 0, Map.of("kl", 1.0));
    Observation infinite = new Observation("r2", "b", 1, Map.of("kl", Double.POSITIVE_INFINITY));
    Observation missing = new Observation("r3", "b", 1, Map.of());
    assertThatThrownBy(() -> PredictorComparison.of(List.of(fine, infinite), 2, bootstrap))
        .hasMessageContaining("predictor kl is Infinity in run r2");
    assertThatThrownBy(() -> PredictorComparison.of(List.of(fine, missing), 2, bootstrap))
        .hasMessageContaining("run r3 has the predictors []");
  }

  private static boolean coversZero(ClusterBootstrap bootstrap, double[] means) {
    double[] replicates =
        bootstrap.replicates(
            means.length,
            times -> {
              double sum = 0;
              for (int i = 0; i < means.length; i++) {
                sum += times[i] * means[i];
              }
              return sum / means.length;
            });
    return bootstrap.interval(replicates).contains(0);
  }

  private static double rSquared(List<Observation> observations, String predictor) {
    double[] x =
        observations.stream()
            .mapToDouble(each -> each.predictors().getOrDefault(predictor, Double.NaN))
            .toArray();
    double[] y = observations.stream().mapToDouble(Observation::outcome).toArray();
    return PolynomialFit.of(x, y, 2).rSquared();
  }

  private static List<Observation> observations(int runs, int points) {
    SplittableRandom random = new SplittableRandom(17);
    List<Observation> observations = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      double shift = random.nextGaussian();
      for (int point = 0; point < points; point++) {
        double x = 3 * random.nextDouble();
        double outcome = x * x + 0.3 * shift + 0.3 * random.nextGaussian();
        observations.add(
            new Observation(
                "run" + run,
                "method" + run % 3,
                outcome,
                Map.of("good", x, "poor", x + 2 * random.nextGaussian())));
      }
    }
    return observations;
  }
}
