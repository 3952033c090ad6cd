package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.train.Schedule.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void aConstantRateIsItsPeakThroughout() {
    assertThat(factors(new Schedule(Shape.CONSTANT, 0), 4)).containsExactly(1, 1, 1, 1);
  }

  @Test
  void aLinearRateFallsByEqualAmounts() {
    assertThat(factors(new Schedule(Shape.LINEAR, 0), 4)).containsExactly(1, 0.75, 0.5, 0.25);
  }

  @Test
  void aCosineRateFollowsHalfAWave() {
    double slope = Math.sqrt(0.5) / 2;
    assertThat(factors(new Schedule(Shape.COSINE, 0), 4))
        .containsExactly(new double[] {1, 0.5 + slope, 0.5, 0.5 - slope}, within(1e-15));
  }

  @Test
  void aWarmUpRisesInEqualStepsToThePeak() {
    assertThat(factors(new Schedule(Shape.CONSTANT, 0.5), 8))
        .containsExactly(0.25, 0.5, 0.75, 1, 1, 1, 1, 1);
    assertThat(factors(new Schedule(Shape.LINEAR, 0.5), 8))
        .containsExactly(0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25);
    assertThat(new Schedule(Shape.COSINE, 0.5).factor(6, 8)).isEqualTo(0.5, within(1e-15));
  }

  @Test
  void noStepIsAboveThePeakOrBelowZeroHoweverManyThereAre() {
    for (Shape shape : Shape.values()) {
      for (double warmup : new double[] {0, 0.1, 1 / 3.0, 0.5, 0.99}) {
        for (int steps = 1; steps <= 50; steps++) {
          assertThat(Arrays.stream(factors(new Schedule(shape, warmup), steps)))
              .as("%s, warm-up %s, %d steps", shape, warmup, steps)
              .allMatch(factor -> factor > 0 && factor <= 1);
        }
      }
    }
  }

  @Test
  void aWarmUpIsAShareOfTheRun() {
    for (double warmup : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Schedule(Shape.CONSTANT, warmup))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("warmup must lie in [0, 1), was " + warmup);
    }
  }

  private static double[] factors(Schedule schedule, int steps) {
    double[] factors = new double[steps];
    for (int step = 0; step < steps; step++) {
      factors[step] = schedule.factor(step, steps);
    }
    return factors;
  }
}
