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
  private static final long NOW = 100;

  /** Of the model of now, of which the law is. */
  private static RunLaw.Reading reading(double kl, double forgetting, double error) {
    return new RunLaw.Reading(NOW, kl, forgetting, error);
  }

  private static RunLaw law(RunLaw.Reading... readings) {
    return new RunLaw(List.of(readings), NOW);
  }

  @Test
  void withoutReadingsNothingIsSureAndNothingIsExpected() {
    RunLaw law = new RunLaw(List.of(), NOW);
    assertThat(law.guess(0.3)).isZero();
    assertThat(law.bound(0.3, DOUBT)).isInfinite();
    assertThat(law.bound(0, DOUBT)).isZero();
  }

  @Test
  void ofExactReadingsTheGuessIsTheirLaw() {
    List<RunLaw.Reading> readings = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      double kl = 0.02 * i;
      readings.add(reading(kl, 40 * kl, 0.01));
    }
    RunLaw law = new RunLaw(readings, NOW);
    assertThat(law.guess(0.07)).isCloseTo(2.8, within(1e-9));
    assertThat(law.bound(0.07, DOUBT)).isBetween(2.8, 2.9);
  }

  @Test
  void aSingleReadingIsBoundedByHandWithTheExponentOfOne() {
    RunLaw law = law(reading(0.1, 2, 0.5));
    assertThat(law.guess(0.1)).isCloseTo(2, within(1e-12));
    assertThat(law.guess(0.05)).isCloseTo(1, within(1e-12));
    // At the reading's own KL all exponents say the same, and χ² is least at 1.
    assertThat(law.bound(0.1, DOUBT)).isCloseTo(2 + 0.5 * 1.6448536269514722, within(1e-9));
  }

  @Test
  void aMeasurementAddsItsOwnError() {
    RunLaw law = law(reading(0.1, 2, 0.5));
    assertThat(law.boundMeasured(0.1, DOUBT, 0)).isCloseTo(law.bound(0.1, DOUBT), within(1e-12));
    assertThat(law.boundMeasured(0.1, DOUBT, 1.2))
        .isCloseTo(2 + 1.3 * 1.6448536269514722, within(1e-9));
    assertThat(new RunLaw(List.of(), NOW).boundMeasured(0.1, DOUBT, 1)).isInfinite();
  }

  @Test
  void theLongerAgoAReadingIsTheLessItTells() {
    RunLaw.Reading reading = new RunLaw.Reading(25, 0.1, 2, 0.5);
    RunLaw later = new RunLaw(List.of(reading), NOW);
    assertThat(later.guess(0.1)).isCloseTo(2, within(1e-12));
    // Two doublings of the steps, and another model.
    double error = Math.sqrt(0.25 + 4 * (0.15 * 0.15 + 2 * 0.25 * 0.25));
    assertThat(later.bound(0.1, DOUBT)).isCloseTo(2 + error * 1.6448536269514722, within(1e-6));
    RunLaw both = new RunLaw(List.of(reading, reading(0.1, 6, 0.5)), NOW);
    assertThat(both.guess(0.1)).isBetween(5.0, 6.0);
    RunLaw.Reading earlierRun = new RunLaw.Reading(0, 0.1, 2, 0.5);
    assertThat(new RunLaw(List.of(earlierRun), NOW).bound(0.1, DOUBT))
        .isEqualTo(new RunLaw(List.of(earlierRun), 2 * NOW).bound(0.1, DOUBT))
        .isCloseTo(
            2 + Math.sqrt(0.25 + 4 * (0.15 * 0.15 + 0.25 * 0.25)) * 1.6448536269514722,
            within(1e-6));
  }

  /** What was forgotten stays while the KL falls: read where fast SFT was held ever more firmly. */
  @Test
  void aRunWhoseRatioRisesIsJudgedByItsLatestReadings() {
    RunLaw law =
        new RunLaw(
            List.of(
                new RunLaw.Reading(5, 0.2395, 0.19, 0.6),
                new RunLaw.Reading(10, 0.3347, 1.71, 0.9),
                new RunLaw.Reading(20, 0.4341, 3.06, 1.2),
                new RunLaw.Reading(30, 0.3187, 6.06, 1.4),
                new RunLaw.Reading(50, 0.3516, 8.12, 1.7)),
            50);
    assertThat(law.guess(0.3516)).isBetween(4.5, 8.12);
    assertThat(law.bound(0.3516, DOUBT)).isGreaterThan(7);
  }

  @Test
  void forgettingLessThanNothingBoundsLikeNone() {
    RunLaw law = law(reading(0.1, -3, 1));
    assertThat(law.guess(0.1)).isZero();
    assertThat(law.bound(0.1, DOUBT)).isPositive().isLessThan(1);
  }

  /** Few answers changed where little was read: its error is not smaller for that. */
  @Test
  void readingsOfOneRunAreAsSureAsEachOther() {
    RunLaw law = law(reading(0.1, 1, 0.3), reading(0.1, 3, 0.9));
    assertThat(law.guess(0.1)).isCloseTo(2, within(1e-9));
    assertThat(law.bound(0.1, DOUBT))
        .isCloseTo(2 + Math.sqrt(0.45 / 2) * 1.6448536269514722, within(1e-6));
  }

  @Test
  void twoReadingsTellMoreThanOne() {
    RunLaw.Reading reading = reading(0.1, 0, 0.5);
    double bound = law(reading).bound(0.1, DOUBT);
    assertThat(law(reading, reading).bound(0.1, DOUBT))
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
        readings.add(new RunLaw.Reading(NOW - 1, kl, truth + 1.2 * random.nextGaussian(), 1.2));
      }
      double at = 0.02 + 0.15 * random.nextDouble();
      below += 30 * Math.pow(at, power) <= new RunLaw(readings, NOW).bound(at, DOUBT) ? 1 : 0;
    }
    // Three standard errors of a share of 2000 about 0.95 are 0.015.
    assertThat((double) below / runs).isGreaterThan(0.935);
  }

  /** What is said is of the model of now, whose law lies beside that of those before it. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 1})
  void theModelThatWasReadLastLiesBelowItsBoundAtLeastAsOftenAsIsSaid(double error) {
    Random random = new Random(11);
    int runs = 2000;
    int below = 0;
    for (int run = 0; run < runs; run++) {
      List<RunLaw.Reading> readings = new ArrayList<>();
      for (int i = 1; i <= 7; i++) {
        double kl = 0.5 * i * i / 64;
        double lost = 10 * kl * (1 + 0.15 * random.nextGaussian());
        readings.add(new RunLaw.Reading(NOW - 1, kl, lost + error * random.nextGaussian(), error));
      }
      double truth = 5 * (1 + 0.15 * random.nextGaussian());
      readings.add(reading(0.5, truth + error * random.nextGaussian(), error));
      below += truth <= new RunLaw(readings, NOW).bound(0.5, DOUBT) ? 1 : 0;
    }
    assertThat((double) below / runs).isGreaterThan(0.935);
  }

  /** Half a doubt is no allowance: the bound is the law itself, whatever the rounding. */
  @Test
  void withoutAnyConfidenceTheBoundIsWhatTheLawSays() {
    Random random = new Random(5);
    for (int run = 0; run < 1000; run++) {
      List<RunLaw.Reading> readings = new ArrayList<>();
      for (int i = 0; i < 1 + run % 3; i++) {
        readings.add(
            reading(random.nextDouble(), 5 * random.nextDouble(), 0.1 + random.nextDouble()));
      }
      RunLaw law = new RunLaw(readings, NOW);
      double guess = law.guess(0.3);
      assertThat(law.bound(0.3, 0.5)).isCloseTo(guess, within(1e-3 * guess));
    }
  }

  @Test
  void aReadingNeedsAnErrorAndNumbers() {
    assertThatThrownBy(() -> reading(0.1, 1, 0))
        .hasMessage("the error of a reading must be positive, was 0.0");
    assertThatThrownBy(() -> reading(-0.1, 1, 1)).hasMessageContaining("KL");
    assertThatThrownBy(() -> reading(0.1, Double.NaN, 1))
        .hasMessage("a reading of NaN is no number");
  }
}
