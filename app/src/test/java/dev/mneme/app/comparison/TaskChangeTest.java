package dev.mneme.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TaskChangeTest {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(500, 0.95, 1);

  @Test
  void theIntervalOfAWeightedScoreIsThatOfTheWeightedScore() {
    double[] values = new double[80];
    double[] weights = new double[80];
    // The 40 heavy items are right, all but two, and the 40 light ones wrong, all but two.
    for (int i = 0; i < 80; i++) {
      weights[i] = i < 40 ? 9 : 1;
      values[i] = (i < 40) == (i % 20 != 0) ? 1 : 0;
    }
    Figure score = TaskChange.score(values, weights, BOOTSTRAP);
    assertThat(score.value()).isEqualTo((38 * 9 + 2) / 400.0, within(1e-12));
    assertThat(score.interval().contains(score.value())).isTrue();
    assertThat(score.interval().contains(0.5)).as("the share of right items").isFalse();
  }

  @Test
  void oneItemSaysNothingOfOthers() {
    double[] one = {1};
    assertThat(TaskChange.score(one, one, BOOTSTRAP).interval()).isEqualTo(Interval.UNKNOWN);
    double[] none = new double[20];
    double[] ones = new double[20];
    Arrays.fill(ones, 1);
    assertThat(TaskChange.score(none, ones, BOOTSTRAP).value()).isZero();
  }
}
