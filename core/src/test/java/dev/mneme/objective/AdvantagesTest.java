package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Advantages of rewards small enough for a pencil. */
class AdvantagesTest {

  private static final double[] REWARDS = {1, 0, 0, 1, 1, 1, 0.5, 0, 0.25};

  @Test
  void centredAdvantagesAreTheRewardOverTheGroupsMean() {
    assertThat(of(rewards -> Advantages.groupCentred(rewards, 3)))
        .containsExactly(
            new double[] {2 / 3.0, -1 / 3.0, -1 / 3.0, 0, 0, 0, 0.25, -0.25, 0}, within(1e-15));
  }

  @Test
  void normalisedAdvantagesDivideByTheSampleDeviation() {
    double first = 1 / Math.sqrt(3) + 1e-4; // of 1, 0, 0
    double last = 0.25 + 1e-4; // of 1/2, 0, 1/4
    assertThat(of(rewards -> Advantages.groupNormalised(rewards, 3)))
        .containsExactly(
            new double[] {
              2 / 3.0 / first,
              -1 / 3.0 / first,
              -1 / 3.0 / first,
              0,
              0,
              0,
              0.25 / last,
              -0.25 / last,
              0
            },
            within(1e-15));
  }

  @Test
  void leaveOneOutAdvantagesAreTheRewardOverTheOthersMean() {
    assertThat(of(rewards -> Advantages.leaveOneOut(rewards, 3)))
        .containsExactly(new double[] {1, -0.5, -0.5, 0, 0, 0, 0.375, -0.375, 0}, within(1e-15));
  }

  @Test
  void batchAdvantagesHaveMeanZeroAndDeviationOne() {
    double[] advantages = of(Advantages::batchNormalised);
    double mean = 4.75 / 9; // squares of the rewards sum to 4.3125
    double deviation = Math.sqrt((4.3125 - 9 * mean * mean) / 8) + 1e-4;
    for (int row = 0; row < 9; row++) {
      assertThat(advantages[row]).isCloseTo((REWARDS[row] - mean) / deviation, within(1e-14));
    }
  }

  @Test
  void groupsOfEqualRewardsAreNotInformative() {
    assertThat(of(rewards -> Advantages.informative(rewards, 3)))
        .containsExactly(1, 1, 1, 0, 0, 0, 1, 1, 1);
  }

  private static double[] of(Function<Tensor, Tensor> advantages) {
    try (Scope scope = Scope.open()) {
      return Tensors.toDoubles(advantages.apply(Tensors.doubles(REWARDS, REWARDS.length)));
    }
  }
}
