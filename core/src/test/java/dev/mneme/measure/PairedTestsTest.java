package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** {@link McNemar}, {@link PairedShares}, {@link McNemarPower} and {@link Holm}. */
class PairedTestsTest {

  private static final Offset<Double> ROUNDED = within(5e-4);

  /** Table 1 of Fagerland, Lydersen and Laake 2013: 21 children, 1 and 7 of whom changed. */
  @Test
  void thePublishedExampleHasItsPublishedValues() {
    McNemar changed = new McNemar(7, 1);
    assertThat(changed.exact()).isEqualTo(0.0703125, within(1e-12));
    assertThat(changed.midP()).isEqualTo(0.0390625, within(1e-12));
    Interval interval = new PairedShares(7, 1, 21).interval(0.95);
    assertThat(interval.low()).isEqualTo(-0.517, ROUNDED);
    assertThat(interval.high()).isEqualTo(-0.026, ROUNDED);
  }

  @Test
  void asManyLostAsGainedIsNoEvidence() {
    assertThat(new McNemar(0, 0).exact()).isEqualTo(1);
    assertThat(new McNemar(0, 0).midP()).isEqualTo(1);
    assertThat(new McNemar(9, 9).midP()).isEqualTo(1);
    assertThat(new McNemar(3, 9).midP()).isEqualTo(new McNemar(9, 3).midP());
  }

  @Test
  void midPRejectsTrueEqualityInAtMostFivePercentAndATrifle() {
    for (int items : new int[] {20, 50, 200, 1000}) {
      for (double churn : new double[] {0.01, 0.05, 0.1, 0.3, 0.8}) {
        double falseAlarms = 2 * new McNemarPower(items, churn, 0.05).of(0);
        assertThat(falseAlarms).as("%d items, churn %s", items, churn).isLessThan(0.0525);
      }
    }
  }

  @Test
  void theIntervalsEndsAreWhereTheScoreOfTheLikeliestTableIsZ() {
    for (int[] table : new int[][] {{3, 9, 50}, {12, 2, 40}, {0, 5, 30}, {6, 6, 80}}) {
      PairedShares shares = new PairedShares(table[0], table[1], table[2]);
      Interval interval = shares.interval(0.95);
      for (double end : new double[] {interval.low(), interval.high()}) {
        double q = likeliest(table[0], table[1], table[2], end);
        double variance = table[2] * (2 * q + end * (1 - end));
        double score = (table[1] - table[0] - table[2] * end) / Math.sqrt(variance);
        assertThat(Math.abs(score)).isEqualTo(1.95996, within(1e-3));
      }
    }
  }

  /** The lost share q of the highest likelihood where the gained share is q + Δ, by trying all. */
  private static double likeliest(int lost, int gained, int items, double delta) {
    double best = 0;
    double most = Double.NEGATIVE_INFINITY;
    int steps = 2_000_000;
    for (int i = 0; i <= steps; i++) {
      double q = Math.max(0, -delta) + (double) i / steps * (1 - Math.abs(delta)) / 2;
      double value =
          term(lost, q) + term(gained, q + delta) + term(items - lost - gained, 1 - 2 * q - delta);
      if (value > most) {
        most = value;
        best = q;
      }
    }
    return best;
  }

  private static double term(int count, double share) {
    return count == 0 ? 0 : count * Math.log(Math.max(share, 0));
  }

  @Test
  void nothingSeenIsNotNothingAtAll() {
    double z2 = 1.959964 * 1.959964;
    Interval interval = new PairedShares(0, 0, 200).interval(0.95);
    assertThat(interval.low()).isEqualTo(-z2 / (200 + z2), within(1e-6));
    assertThat(interval.high()).isEqualTo(z2 / (200 + z2), within(1e-6));
    assertThat(new PairedShares(5, 0, 5).interval(0.95).low()).isEqualTo(-1);
  }

  @Test
  void theIntervalHoldsTheTrueDifferenceInNinetyFourPercentOfAllOutcomes() {
    int items = 80;
    for (double[] shares : new double[][] {{0.1, 0.1}, {0.05, 0.15}, {0.3, 0.1}, {0.02, 0.02}}) {
      double covered = 0;
      for (int lost = 0; lost <= items; lost++) {
        double chance = BinomialDistribution.of(items, shares[0]).probability(lost);
        BinomialDistribution rest =
            BinomialDistribution.of(items - lost, shares[1] / (1 - shares[0]));
        for (int gained = 0; chance > 1e-9 && gained <= items - lost; gained++) {
          double both = chance * rest.probability(gained);
          if (both > 1e-9
              && new PairedShares(lost, gained, items)
                  .interval(0.95)
                  .contains(shares[1] - shares[0])) {
            covered += both;
          }
        }
      }
      assertThat(covered).isBetween(0.94, 0.995);
    }
  }

  @Test
  void aPlantedDropIsFoundAsOftenAsThePowerSays() {
    int items = 400;
    double drop = 0.05;
    double churn = 0.11;
    SplittableRandom random = new SplittableRandom(1);
    int found = 0;
    int repeats = 4000;
    for (int repeat = 0; repeat < repeats; repeat++) {
      int lost = 0;
      int gained = 0;
      for (int item = 0; item < items; item++) {
        double u = random.nextDouble();
        lost += u < (churn + drop) / 2 ? 1 : 0;
        gained += u >= 1 - (churn - drop) / 2 ? 1 : 0;
      }
      found += lost > gained && new McNemar(lost, gained).midP() <= 0.05 ? 1 : 0;
    }
    double power = new McNemarPower(items, churn, 0.05).of(drop);
    assertThat(power).isBetween(0.7, 0.95);
    assertThat((double) found / repeats).isEqualTo(power, within(0.02));
  }

  @Test
  void theDetectableDropHasItsPowerAndMoreItemsFindLess() {
    McNemarPower power = new McNemarPower(1000, 0.1, 0.05 / 6);
    double drop = power.detectable(0.8);
    assertThat(power.of(drop)).isEqualTo(0.8, within(1e-3));
    assertThat(new McNemarPower(4000, 0.1, 0.05 / 6).detectable(0.8)).isLessThan(drop * 0.6);
    int items = McNemarPower.itemsFor(0.02, 0.1, 0.05, 0.8);
    assertThat(new McNemarPower(items, 0.1, 0.05).of(0.02)).isGreaterThanOrEqualTo(0.8);
    assertThat(items).isBetween(1800, 2100);
    assertThat(new McNemarPower(3, 0.5, 0.05).detectable(0.8)).isEqualTo(1);
  }

  @Test
  void holmRaisesEachPByHowManyAreLeftAndKeepsTheOrder() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
    assertThat(Holm.adjusted(new double[] {0.9, 0.8})).containsExactly(1, 1);
    assertThat(Holm.adjusted(new double[0])).isEmpty();
    assertThatThrownBy(() -> Holm.adjusted(new double[] {1.2}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
