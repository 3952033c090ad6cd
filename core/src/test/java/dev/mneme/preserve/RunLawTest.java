package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLawTest {

  private static final double DOUBT = 0.05;

  @Test
  void withoutReadingsNothingIsSureAndNothingIsExpected() {
    RunLaw law = new RunLaw(List.of());
    assertThat(law.guess(0.3)).isZero();
    assertThat(law.bound(0.3, DOUBT)).isInfinite();
    assertThat(law.bound(0, DOUBT)).isZero();
    assertThat(law.sure(1, DOUBT)).isZero();
    assertThat(law.likely(1)).isInfinite();
  }

  @Test
  void ofExactReadingsTheGuessIsTheirLaw() {
    List<RunLaw.Reading> readings = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      double kl = 0.02 * i;
      readings.add(new RunLaw.Reading(kl, 40 * kl, 0.01, i));
    }
    RunLaw law = new RunLaw(readings);
    assertThat(law.guess(0.07)).isCloseTo(2.8, within(1e-9));
    assertThat(law.likely(2.8)).isCloseTo(0.07, within(1e-9));
    assertThat(law.bound(law.sure(2.8, DOUBT), DOUBT)).isCloseTo(2.8, within(1e-9));
    // The law is known; a model misses it by 15 %, of which 1.645 times are allowed for.
    assertThat(law.bound(0.07, DOUBT)).isBetween(2.8 * 1.24, 2.8 * 1.35);
  }

  @Test
  void aSingleReadingIsBoundedByHandWithTheExponentOfOne() {
    RunLaw law = new RunLaw(List.of(new RunLaw.Reading(0.1, 2, 0.5, 0)));
    assertThat(law.guess(0.1)).isCloseTo(2, within(1e-12));
    assertThat(law.guess(0.05)).isCloseTo(1, within(1e-12));
    // At the reading's own KL all exponents say the same, and χ² is least at 1.
    double error = Math.sqrt(0.25 + 0.3 * 0.3);
    double z = 1.6448536269514722;
    double most = 0;
    for (double miss = 0; miss <= z; miss += 1e-5) {
      most = Math.max(most, (2 + error * Math.sqrt(z * z - miss * miss)) * (1 + 0.15 * miss));
    }
    assertThat(law.bound(0.1, DOUBT)).isCloseTo(most, within(1e-3));
  }

  @Test
  void forgettingLessThanNothingBoundsLikeNone() {
    RunLaw law = new RunLaw(List.of(new RunLaw.Reading(0.1, -3, 1, 0)));
    assertThat(law.guess(0.1)).isZero();
    assertThat(law.likely(1)).isInfinite();
    assertThat(law.bound(0.1, DOUBT)).isPositive().isLessThan(1);
  }

  @Test
  void askingTheSameItemsAgainTellsNoMoreThanAskingThemOnce() {
    RunLaw.Reading once = new RunLaw.Reading(0.1, 0, 0.5, 3);
    RunLaw.Reading other = new RunLaw.Reading(0.1, 0, 0.5, 4);
    double bound = new RunLaw(List.of(once)).bound(0.1, DOUBT);
    assertThat(new RunLaw(List.of(once, once)).bound(0.1, DOUBT)).isCloseTo(bound, within(1e-12));
    assertThat(new RunLaw(List.of(once, other)).bound(0.1, DOUBT))
        .isCloseTo(bound / Math.sqrt(2), within(1e-12));
  }

  /** Readings lie around the truth as their errors say. */
  @ParameterizedTest
  @ValueSource(doubles = {0.6, 0.8, 1, 1.3, 1.7})
  void theTruthLiesBelowTheBoundAtLeastAsOftenAsIsSaid(double power) {
    Random random = new Random(7);
    int runs = 2000;
    int below = 0;
    for (int run = 0; run < runs; run++) {
      List<RunLaw.Reading> readings = new ArrayList<>();
      for (int i = 1; i <= 8; i++) {
        double kl = 0.2 * i * i / 64;
        double truth = 30 * Math.pow(kl, power);
        readings.add(new RunLaw.Reading(kl, truth + 1.2 * random.nextGaussian(), 1.2, i));
      }
      double at = 0.02 + 0.15 * random.nextDouble();
      below += 30 * Math.pow(at, power) <= new RunLaw(readings).bound(at, DOUBT) ? 1 : 0;
    }
    // Three standard errors of a share of 2000 about 0.95 are 0.015.
    assertThat((double) below / runs).isGreaterThan(0.935);
  }

  /** What is said is of the model that is kept, which misses the law as every other does. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 1})
  void aModelAtTheKlThatIsSureKeepsTheBudgetAtLeastAsOftenAsIsSaid(double error) {
    Random random = new Random(11);
    int runs = 2000;
    int kept = 0;
    for (int run = 0; run < runs; run++) {
      List<RunLaw.Reading> readings = new ArrayList<>();
      for (int i = 1; i <= 8; i++) {
        double kl = 0.5 * i * i / 64;
        double lost = 10 * kl * (1 + 0.15 * random.nextGaussian());
        readings.add(new RunLaw.Reading(kl, lost + error * random.nextGaussian(), error, i));
      }
      double sure = new RunLaw(readings).sure(3, DOUBT);
      kept += 10 * sure * (1 + 0.15 * random.nextGaussian()) <= 3 ? 1 : 0;
    }
    assertThat((double) kept / runs).isGreaterThan(0.935);
  }

  /** Half a doubt is no allowance: the bound is the law itself, whatever the rounding. */
  @Test
  void withoutAnyConfidenceTheBoundIsWhatTheLawSays() {
    Random random = new Random(5);
    for (int run = 0; run < 1000; run++) {
      List<RunLaw.Reading> readings = new ArrayList<>();
      for (int i = 0; i < 1 + run % 3; i++) {
        readings.add(
            new RunLaw.Reading(
                random.nextDouble(), 5 * random.nextDouble(), 0.1 + random.nextDouble(), i));
      }
      RunLaw law = new RunLaw(readings);
      double guess = law.guess(0.3);
      assertThat(law.bound(0.3, 0.5)).isCloseTo(guess, within(1e-3 * guess));
      assertThat(law.sure(2, 0.5)).isCloseTo(law.likely(2), within(1e-3 * law.likely(2)));
    }
  }

  @Test
  void aReadingNeedsAnErrorAndNumbers() {
    assertThatThrownBy(() -> new RunLaw.Reading(0.1, 1, 0, 0))
        .hasMessage("the error of a reading must be positive, was 0.0");
    assertThatThrownBy(() -> new RunLaw.Reading(-0.1, 1, 1, 0)).hasMessageContaining("KL");
    assertThatThrownBy(() -> new RunLaw.Reading(0.1, Double.NaN, 1, 0))
        .hasMessage("a reading of NaN is no number");
  }
}
