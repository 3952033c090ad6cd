package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForgettingLawTest {

  @Test
  void itIsTheLeastSquaresPolynomial() {
    double[] x = {0.1, 0.4, 0.9, 1.3, 2.0, 2.2};
    double[] y = {1, 2, 5, 6, 11, 12};
    ForgettingLaw law = ForgettingLaw.calibrate(x, y, 2);
    PolynomialFit fit = PolynomialFit.of(x, y, 2);
    for (double at : new double[] {0.2, 1.0, 2.1}) {
      assertThat(law.at(at, 0, 0.95).forgetting().value()).isEqualTo(fit.at(at), within(1e-9));
    }
    assertThat(law.freedom()).isEqualTo(3);
  }

  @Test
  void theIntervalHoldsANewModelInNinetyFivePercent() {
    Random random = new Random(2);
    int held = 0;
    int repeats = 2000;
    for (int repeat = 0; repeat < repeats; repeat++) {
      double[] x = new double[12];
      double[] y = new double[12];
      for (int i = 0; i < x.length; i++) {
        x[i] = 2 * random.nextDouble();
        y[i] = truth(x[i]) + 1.5 * random.nextGaussian();
      }
      double drift = 2 * random.nextDouble();
      double forgetting = truth(drift) + 1.5 * random.nextGaussian();
      Figure predicted = ForgettingLaw.calibrate(x, y, 2).at(drift, 0, 0.95).forgetting();
      held += predicted.interval().contains(forgetting) ? 1 : 0;
    }
    assertThat((double) held / repeats).isBetween(0.935, 0.965);
  }

  private static double truth(double drift) {
    return 1 + 8 * drift - drift * drift;
  }

  @Test
  void aDriftKnownRoughlyWidensTheIntervalBySlopeTimesError() {
    ForgettingLaw law =
        new ForgettingLaw(0, 1, List.of(0.0, 10.0), List.of(0.0, 0.0, 0.0, 0.0), 3, 1000, 0, 2);
    Interval exact = law.at(1, 0, 0.95).forgetting().interval();
    Interval rough = law.at(1, 0.4, 0.95).forgetting().interval();
    assertThat(exact.high() - 10).isEqualTo(1.962 * 3, within(0.01));
    assertThat(rough.high() - 10).isEqualTo(1.962 * 5, within(0.01));
  }

  @Test
  void beyondWhatItWasCalibratedOnItSaysSo() {
    ForgettingLaw law =
        ForgettingLaw.calibrate(new double[] {1, 2, 3, 4}, new double[] {1, 3, 5, 8}, 1);
    assertThat(law.at(2.5, 0, 0.95).extrapolated()).isFalse();
    assertThat(law.at(4.5, 0, 0.95).extrapolated()).isTrue();
  }

  @Test
  void tooFewModelsOrDriftsMakeNoLaw() {
    assertThatThrownBy(() -> ForgettingLaw.calibrate(new double[] {1, 2}, new double[] {1, 2}, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ForgettingLaw.calibrate(new double[] {1, 1, 2, 2}, new double[] {1, 2, 3, 4}, 2))
        .hasMessageContaining("too few values");
  }
}
