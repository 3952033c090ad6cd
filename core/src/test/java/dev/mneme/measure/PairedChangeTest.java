package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedChangeTest {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(500, 0.95, 1);

  private static PairedChange of(double[] before, double[] after) {
    double[] ones = new double[before.length];
    Arrays.fill(ones, 1);
    return PairedChange.of(before, after, ones, BOOTSTRAP);
  }

  @Test
  void rightAndWrongIsComparedByMcNemar() {
    double[] before = new double[40];
    double[] after = new double[40];
    Arrays.fill(before, 0, 20, 1);
    Arrays.fill(after, 8, 22, 1);
    PairedChange change = of(before, after);
    assertThat(change.binary()).isTrue();
    assertThat(change.lost()).isEqualTo(8);
    assertThat(change.gained()).isEqualTo(2);
    assertThat(change.difference().value()).isEqualTo(-0.15, within(1e-12));
    assertThat(change.p()).isEqualTo(new McNemar(8, 2).midP());
    assertThat(change.exactP()).isEqualTo(new McNemar(8, 2).exact());
    assertThat(change.churn()).isEqualTo(0.25);
  }

  @Test
  void scoresAndWeightsAreComparedByTheBootstrap() {
    Random random = new Random(1);
    double[] before = random.doubles(80).toArray();
    double[] after = Arrays.stream(before).map(score -> score / 2).toArray();
    double[] weights = random.doubles(80, 1, 3).toArray();
    PairedChange change = PairedChange.of(before, after, weights, BOOTSTRAP);
    double sum = 0;
    for (int i = 0; i < 80; i++) {
      sum -= weights[i] * before[i] / 2;
    }
    assertThat(change.binary()).isFalse();
    assertThat(change.difference().value())
        .isEqualTo(sum / Arrays.stream(weights).sum(), within(1e-12));
    assertThat(change.difference().interval().high()).isNegative();
    assertThat(change.p()).isLessThan(0.01);
    assertThat(change.exactP()).isNaN();
    assertThat(change.detectable(0.05, 0.8))
        .isEqualTo(RatioBootstrap.detectable(change.standardError(), 0.05, 0.8));
  }

  @Test
  void aFewChangedScoresAreNoEvidenceHoweverAlike() {
    double[] before = new double[500];
    Arrays.fill(before, 0.5);
    double[] after = before.clone();
    Arrays.fill(after, 0, 4, 0.25);
    PairedChange change = of(before, after);
    assertThat(change.p()).isEqualTo(2.0 / 16);
    Interval none = new PairedShares(0, 0, 500).interval(0.95);
    assertThat(change.difference().interval().low())
        .isLessThanOrEqualTo(change.difference().value() + none.low());
    assertThat(of(before, before).p()).isEqualTo(1);
    assertThat(of(before, before).difference().interval()).isEqualTo(none);
    assertThat(of(new double[] {0.5}, new double[] {0.25}).difference().interval().low())
        .isLessThan(-0.5);
  }

  @Test
  void itemsOfUnequalWeightSayAsMuchAsFewerOfOne() {
    double[] scores = new double[100];
    Arrays.fill(scores, 0.5);
    double[] weights = new double[100];
    Arrays.fill(weights, 1);
    weights[0] = 99;
    // (99 + 99)² / (99² + 99) = 3.96.
    assertThat(PairedChange.of(scores, scores, weights, BOOTSTRAP).difference().interval())
        .isEqualTo(new PairedShares(0, 0, 3).interval(0.95));
    Arrays.fill(weights, 0.1);
    assertThat(PairedChange.of(scores, scores, weights, BOOTSTRAP).difference().interval())
        .isEqualTo(new PairedShares(0, 0, 100).interval(0.95));
  }

  @Test
  void itemsThatAllChangeAlikeLeaveTheSpreadOfSharesThatDoNot() {
    double[] before = new double[36];
    double[] after = new double[36];
    Arrays.fill(before, 1.0 / 3);
    Arrays.fill(after, 1);
    PairedChange change = of(before, after);
    assertThat(change.p()).isLessThan(0.01);
    assertThat(change.difference().interval().low())
        .isEqualTo(2.0 / 3 + new PairedShares(0, 0, 36).interval(0.95).low(), within(1e-9));
  }

  @Test
  void noChangeIsCalledOneInAtMostFivePercentOfSampledComparisons() {
    Random random = new Random(7);
    int called = 0;
    int repeats = 400;
    for (int repeat = 0; repeat < repeats; repeat++) {
      double[] before = new double[120];
      double[] after = new double[120];
      for (int i = 0; i < before.length; i++) {
        double skill = random.nextDouble();
        for (int sample = 0; sample < 4; sample++) {
          before[i] += random.nextDouble() < skill ? 0.25 : 0;
          after[i] += random.nextDouble() < skill ? 0.25 : 0;
        }
      }
      called += of(before, after).p() <= 0.05 ? 1 : 0;
    }
    assertThat(called).isBetween(8, 32);
  }
}
