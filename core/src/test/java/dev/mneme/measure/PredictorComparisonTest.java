package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PredictorComparisonTest {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(2_000, 0.95, 3);

  /** Neither predictor has to do with the outcome. */
  private static PredictorComparison noise(int runs) {
    SplittableRandom random = new SplittableRandom(7);
    List<Observation> observations = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      observations.add(
          new Observation(
              "run" + run,
              "method" + run % 2,
              random.nextGaussian(),
              Map.of("a", random.nextGaussian(), "b", random.nextGaussian())));
    }
    return PredictorComparison.of(observations, 2, BOOTSTRAP);
  }

  @Test
  void aResampleThatAnyPolynomialGoesThroughHasNoRSquared() {
    for (int runs : new int[] {4, 5}) {
      assertThat(noise(runs).score("a").rSquared().interval())
          .as("of %d runs most resamples are fitted exactly", runs)
          .isEqualTo(Interval.UNKNOWN);
      assertThat(noise(runs).difference("a", "b").interval()).isEqualTo(Interval.UNKNOWN);
    }
    Interval six = noise(6).score("a").rSquared().interval();
    assertThat(six.high()).as("a quarter of them would say 1").isLessThan(1 - 1e-9);
    assertThat(six.low()).isLessThan(six.high());
  }

  @Test
  void aDifferenceWithMoreConfidenceHasAWiderInterval() {
    PredictorComparison comparison = noise(20);
    Figure usual = comparison.difference("a", "b");
    Figure surer = comparison.difference("a", "b", 0.99);
    assertThat(comparison.difference("a", "b", 0.95)).isEqualTo(usual);
    assertThat(surer.value()).isEqualTo(usual.value());
    assertThat(surer.interval().low()).isLessThan(usual.interval().low());
    assertThat(surer.interval().high()).isGreaterThan(usual.interval().high());
  }
}
