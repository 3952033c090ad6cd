package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PolynomialFitTest {

  @Test
  void aPlantedQuadraticIsRecoveredWithItsKnownRSquared() {
    // Noise of (+s, −s) at each x is orthogonal to every function of x, so R² is known exactly.
    double[] x = new double[40];
    double[] y = new double[40];
    double noise = 0.7;
    double explained = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = 5 + i / 2;
      y[i] = 2 - 3 * x[i] + 0.25 * x[i] * x[i];
    }
    double mean = Arrays.stream(y).average().orElseThrow();
    for (int i = 0; i < x.length; i++) {
      explained += (y[i] - mean) * (y[i] - mean);
      y[i] += i % 2 == 0 ? noise : -noise;
    }
    PolynomialFit fit = PolynomialFit.of(x, y, 2);
    for (double at : new double[] {-1, 0, 10, 30}) {
      assertThat(fit.at(at)).isEqualTo(2 - 3 * at + 0.25 * at * at, within(1e-9));
    }
    double expected = explained / (explained + x.length * noise * noise);
    assertThat(fit.rSquared()).isEqualTo(expected, within(1e-12));
    assertThat(fit.rSquaredOn(x, y)).isEqualTo(expected, within(1e-12));
  }

  @Test
  void aLineHasTheSlopeAndSquaredCorrelationOfTheTextbook() {
    double[] x = {1, 2, 3, 4};
    double[] y = {2, 4, 5, 4};
    PolynomialFit fit = PolynomialFit.of(x, y, 1);
    assertThat(fit.at(1) - fit.at(0)).isEqualTo(0.7, within(1e-12));
    assertThat(fit.at(0)).isEqualTo(2, within(1e-12));
    assertThat(fit.rSquared()).isEqualTo(3.5 * 3.5 / 5 / 4.75, within(1e-12));
  }

  @Test
  void rSquaredDoesNotDependOnTheUnitsOfXAndY() {
    SplittableRandom random = new SplittableRandom(1);
    double[] x = random.doubles(50).toArray();
    double[] y = Arrays.stream(x).map(v -> v * v + random.nextDouble()).toArray();
    double plain = PolynomialFit.of(x, y, 2).rSquared();
    double[] shiftedX = Arrays.stream(x).map(v -> 1e6 + 1e-3 * v).toArray();
    double[] scaledY = Arrays.stream(y).map(v -> 1e9 * v).toArray();
    assertThat(PolynomialFit.of(shiftedX, scaledY, 2).rSquared()).isEqualTo(plain, within(1e-4));
    assertThat(PolynomialFit.of(x, scaledY, 2).rSquared()).isEqualTo(plain, within(1e-12));
  }

  @Test
  void anOutcomeWithoutVarianceHasNoRSquared() {
    double[] x = {1, 2, 3};
    double[] y = {0.1, 0.1, 0.1};
    PolynomialFit fit = PolynomialFit.of(x, y, 2);
    assertThat(fit.rSquared()).isNaN();
    assertThat(fit.rSquaredOn(x, y)).isNaN();
    assertThat(fit.at(7)).isEqualTo(0.1, within(1e-12));
  }

  @Test
  void termsThePointsCannotDetermineAreZero() {
    double[] y = {1, 3, 2, 4};
    PolynomialFit constant = PolynomialFit.of(new double[] {5, 5, 5, 5}, y, 2);
    assertThat(constant.at(123)).isEqualTo(2.5, within(1e-12));
    assertThat(constant.rSquared()).isZero();
    PolynomialFit line = PolynomialFit.of(new double[] {0, 1, 0, 1}, y, 2);
    assertThat(line.quadratic()).isZero();
    assertThat(line.at(2)).isEqualTo(5.5, within(1e-12));
  }

  @Test
  void predictionsWorseThanTheMeanHaveANegativeRSquared() {
    PolynomialFit rising = PolynomialFit.of(new double[] {0, 1}, new double[] {0, 1}, 1);
    assertThat(rising.rSquaredOn(new double[] {0, 1}, new double[] {1, 0}))
        .isEqualTo(-3, within(1e-12));
  }

  @Test
  void aLawThatHoldsPredictsTheGroupsItHasNotSeen() {
    double[] x = {0, 1, 2, 3, 4, 5, 6, 7};
    double[] y = Arrays.stream(x).map(v -> 1 + v * v).toArray();
    List<String> groups = List.of("a", "a", "b", "b", "c", "c", "a", "b");
    LeaveOneGroupOut held = LeaveOneGroupOut.of(x, y, groups, 2);
    assertThat(held.perGroup()).containsOnlyKeys("a", "b", "c");
    assertThat(held.perGroup().values()).allMatch(value -> Math.abs(value - 1) < 1e-9);
    assertThat(held.pooled()).isEqualTo(1, within(1e-9));
  }

  @Test
  void eachHeldOutGroupIsPredictedByAFitOnAllOthers() {
    SplittableRandom random = new SplittableRandom(2);
    double[] x = random.doubles(12).toArray();
    double[] y = random.doubles(12).toArray();
    List<String> groups = List.of("a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c");
    LeaveOneGroupOut held = LeaveOneGroupOut.of(x, y, groups, 2);
    double[] othersX = Arrays.copyOfRange(x, 4, 12);
    double[] othersY = Arrays.copyOfRange(y, 4, 12);
    double expected =
        PolynomialFit.of(othersX, othersY, 2).rSquaredOn(Arrays.copyOf(x, 4), Arrays.copyOf(y, 4));
    assertThat(held.perGroup())
        .hasEntrySatisfying("a", value -> assertThat(value).isEqualTo(expected, within(1e-8)));
  }

  @Test
  void twoGroupsOfOppositeTrendFailEachOtherInThePool() {
    double[] x = {0, 1, 0, 1};
    double[] y = {0, 1, 1, 0};
    LeaveOneGroupOut held = LeaveOneGroupOut.of(x, y, List.of("up", "up", "down", "down"), 1);
    assertThat(held.pooled()).isEqualTo(-3, within(1e-12));
  }

  @Test
  void whatCannotBeFittedIsRefused() {
    double[] two = {1, 2};
    assertThatThrownBy(() -> PolynomialFit.of(two, two, 3))
        .hasMessageContaining("degree must be 1 or 2");
    assertThatThrownBy(() -> PolynomialFit.of(two, new double[] {1, Double.NaN}, 1))
        .hasMessageContaining("only finite numbers");
    assertThatThrownBy(() -> LeaveOneGroupOut.of(two, two, List.of("a", "a"), 1))
        .hasMessageContaining("at least two groups");
  }
}
