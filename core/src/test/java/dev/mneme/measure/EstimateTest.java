package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void valuesThatAgreeByChanceHaveAnUnknownSpread() {
    Estimate same = Estimate.of(new double[] {4.17, 4.17, 4.17});
    assertThat(same.mean()).isEqualTo(4.17, within(1e-12));
    assertThat(same.interval(0.95)).isEqualTo(Interval.UNKNOWN);
    // 0.1 + 0.2 is 5.6e-17 above 0.3.
    assertThat(Estimate.of(new double[] {0.3, 0.1 + 0.2}).interval(0.95))
        .as("but for rounding")
        .isEqualTo(Interval.UNKNOWN);
  }

  @Test
  void nothingButZerosNeverSpeaksAgainstZero() {
    assertThat(Estimate.of(new double[3]).interval(0.95)).isEqualTo(new Interval(0, 0));
  }

  @Test
  void littleSpreadIsSpread() {
    Interval interval = Estimate.of(new double[] {100, 100.000001}).interval(0.95);
    assertThat(interval.low()).isLessThan(100);
    assertThat(interval.high()).isGreaterThan(100.000001);
  }
}
