package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class ShareTest {

  @Test
  void theEndsAreWhereTheTrialsBecomeUnlikely() {
    Interval interval = new Share(8, 10).interval(0.95);
    assertThat(interval.low()).isCloseTo(0.44390, within(1e-5));
    assertThat(interval.high()).isCloseTo(0.97479, within(1e-5));
    assertThat(1 - BinomialDistribution.of(10, interval.low()).cumulativeProbability(7))
        .isCloseTo(0.025, within(1e-9));
    assertThat(BinomialDistribution.of(10, interval.high()).cumulativeProbability(8))
        .isCloseTo(0.025, within(1e-9));
  }

  @Test
  void allAndNoneHaveOneOpenEnd() {
    Interval all = new Share(60, 60).interval(0.95);
    assertThat(all.high()).isEqualTo(1);
    assertThat(all.low()).as("0.025^(1/60)").isCloseTo(Math.pow(0.025, 1.0 / 60), within(1e-9));
    Interval none = new Share(0, 60).interval(0.95);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(1 - all.low(), within(1e-9));
  }

  @Test
  void moreThanThereWereIsNoShare() {
    assertThatThrownBy(() -> new Share(3, 2)).hasMessageContaining("3 of 2 is no share");
    assertThatThrownBy(() -> new Share(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
