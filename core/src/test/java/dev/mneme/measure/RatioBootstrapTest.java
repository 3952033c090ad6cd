package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RatioBootstrapTest {

  private static RatioBootstrap bootstrap(long seed) {
    return new RatioBootstrap(new ClusterBootstrap(500, 0.95, seed));
  }

  @Test
  void aMeanHasItsOwnError() {
    RatioBootstrap.Result result = bootstrap(1).mean(new double[] {1, 2, 3, 6});
    assertThat(result.ratio()).isEqualTo(3);
    assertThat(result.standardError()).isEqualTo(Math.sqrt(14.0 / 3 / 4), within(1e-12));
  }

  @Test
  void theIntervalOfASkewedRatioHoldsTheTruth() {
    Random random = new Random(3);
    int held = 0;
    for (int repeat = 0; repeat < 300; repeat++) {
      double[] a = new double[100];
      double[] b = new double[100];
      for (int i = 0; i < a.length; i++) {
        b[i] = 1 + random.nextInt(9);
        a[i] = b[i] * Math.exp(random.nextGaussian());
      }
      held += bootstrap(repeat).of(a, b).interval().contains(Math.exp(0.5)) ? 1 : 0;
    }
    assertThat(held).isBetween(276, 297);
  }

  @Test
  void noDifferenceIsCalledOneInFivePercent() {
    Random random = new Random(5);
    int called = 0;
    for (int repeat = 0; repeat < 400; repeat++) {
      double[] differences = new double[60];
      for (int i = 0; i < differences.length; i++) {
        differences[i] = random.nextGaussian();
      }
      called += bootstrap(repeat).mean(differences).p() <= 0.05 ? 1 : 0;
    }
    assertThat(called).isBetween(8, 32);
  }

  @Test
  void equalValuesHaveNoSpreadAndOneHasAnUnknownOne() {
    RatioBootstrap.Result zero = bootstrap(1).mean(new double[20]);
    assertThat(zero.interval()).isEqualTo(new Interval(0, 0));
    assertThat(zero.p()).isEqualTo(1);
    assertThat(bootstrap(1).mean(new double[] {2}).interval()).isEqualTo(Interval.UNKNOWN);
  }

  @Test
  void aResampleThatAgreesButForRoundingIsMeasuredByTheSamplesError() {
    // 8 of 27 resamples are 0.1 thrice, the mean of which is 1.4e-17 above 0.1.
    Interval interval = bootstrap(1).mean(new double[] {0.1, 0.1, 0.4}).interval();
    assertThat(interval.low()).isBetween(-3.0, 0.2);
    assertThat(interval.high()).isBetween(0.2, 3.0);
  }

  @Test
  void whatIsDetectableIsAMultipleOfTheError() {
    assertThat(RatioBootstrap.detectable(0.01, 0.05, 0.8))
        .isEqualTo((1.959964 + 0.841621) * 0.01, within(1e-7));
  }
}
