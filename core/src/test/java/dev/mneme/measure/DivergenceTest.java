package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DivergenceTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void everyDivergenceEqualsItsSumByHand() {
    double[] p = {0.5, 0.25, 0.25};
    double[] q = {0.25, 0.25, 0.5};
    assertThat(of(Divergence.FORWARD_KL, p, q)).isEqualTo(0.25 * Math.log(2), EXACT);
    assertThat(of(Divergence.REVERSE_KL, p, q)).isEqualTo(0.25 * Math.log(2), EXACT);
    assertThat(of(Divergence.TOTAL_VARIATION, p, q)).isEqualTo(0.25, EXACT);
    assertThat(of(Divergence.L2, p, q)).isEqualTo(Math.sqrt(0.125), EXACT);
    double m = 0.375;
    double half = 0.5 * Math.log(0.5 / m) + 0.25 * Math.log(0.25 / m);
    assertThat(of(Divergence.JENSEN_SHANNON, p, q)).isEqualTo(half, EXACT);
  }

  @Test
  void forwardPutsTheBaseFirstAndReverseTheTuned() {
    double[] base = {0.9, 0.1};
    double[] tuned = {0.5, 0.5};
    double forward = 0.9 * Math.log(0.9 / 0.5) + 0.1 * Math.log(0.1 / 0.5);
    double reverse = 0.5 * Math.log(0.5 / 0.9) + 0.5 * Math.log(0.5 / 0.1);
    assertThat(of(Divergence.FORWARD_KL, base, tuned)).isEqualTo(forward, EXACT);
    assertThat(of(Divergence.REVERSE_KL, base, tuned)).isEqualTo(reverse, EXACT);
  }

  @Test
  void anOutcomeOfProbabilityZeroCountsNothingWhereItIsFirstAndInfinityWhereItIsSecond() {
    double[] p = {0.5, 0.5, 0};
    double[] q = {1, 0, 0};
    assertThat(of(Divergence.FORWARD_KL, p, q)).isEqualTo(INFINITE);
    assertThat(of(Divergence.REVERSE_KL, p, q)).isEqualTo(Math.log(2), EXACT);
    assertThat(of(Divergence.TOTAL_VARIATION, p, q)).isEqualTo(0.5, EXACT);
    assertThat(of(Divergence.L2, p, q)).isEqualTo(Math.sqrt(0.5), EXACT);
    assertThat(of(Divergence.JENSEN_SHANNON, p, q)).isBetween(0.0, Math.log(2));
  }

  @Test
  void disjointDistributionsReachTheUpperEnds() {
    double[] p = {1, 0};
    double[] q = {0, 1};
    assertThat(of(Divergence.JENSEN_SHANNON, p, q)).isEqualTo(Math.log(2), EXACT);
    assertThat(of(Divergence.TOTAL_VARIATION, p, q)).isEqualTo(1, EXACT);
    assertThat(of(Divergence.L2, p, q)).isEqualTo(Math.sqrt(2), EXACT);
  }

  @Test
  void equalDistributionsAreAtDistanceZeroAndNoneIsNegative() {
    try (RandomStream random = new RandomStreams(3).at("divergence", 0)) {
      Tensor one = random.normal(0, 30, 50, 10).log_softmax(1);
      Tensor close = random.normal(0, 1e-6, 50, 10).add(one).log_softmax(1);
      for (Divergence divergence : Divergence.values()) {
        assertThat(Tensors.toDoubles(divergence.perInput(one, one))).containsOnly(0.0);
        assertThat(Arrays.stream(Tensors.toDoubles(divergence.perInput(one, close))))
            .allMatch(value -> value >= 0 && value < 1e-3);
      }
    }
  }

  @Test
  void aSmallKlSurvivesLogProbabilitiesRoundedToFloat32() {
    try (RandomStream random = new RandomStreams(4).at("divergence", 0)) {
      Tensor logits = Tensors.to(random.normal(0, 1, 1, 1000), ElementType.F64);
      Tensor moved = Tensors.to(random.normal(0, 1, 1, 1000), ElementType.F64);
      Tensor p = logits.log_softmax(1);
      Tensor q = logits.add(moved.mul(new Scalar(1e-4))).log_softmax(1);
      double exact = Divergence.FORWARD_KL.estimate(p, q).mean(); // about 5e-9 nats
      double rounded =
          Divergence.FORWARD_KL
              .estimate(Tensors.to(p, ElementType.F32), Tensors.to(q, ElementType.F32))
              .mean();
      assertThat(rounded).isEqualTo(exact, within(0.01 * exact));
    }
  }

  @Test
  void theEstimateIsTheMeanOverInputsWithItsStandardError() {
    Tensor base = logs(new double[] {0.5, 0.5, 0.5, 0.5}, 2);
    Tensor tuned = logs(new double[] {0.5, 0.5, 0.75, 0.25}, 2);
    Estimate estimate = Divergence.TOTAL_VARIATION.estimate(base, tuned);
    assertThat(estimate.mean()).isEqualTo(0.125, EXACT);
    assertThat(estimate.standardError()).isEqualTo(0.125, EXACT);
    assertThat(estimate.count()).isEqualTo(2);
  }

  @Test
  void shapesThatDifferAreRefused() {
    Tensor two = logs(new double[] {0.5, 0.5}, 1);
    Tensor four = logs(new double[] {0.5, 0.5, 0.5, 0.5}, 2);
    assertThatThrownBy(() -> Divergence.L2.perInput(two, four))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1, 2] and [2, 2]");
  }

  private static double of(Divergence divergence, double[] p, double[] q) {
    return Tensors.item(divergence.perInput(logs(p, 1), logs(q, 1)));
  }

  private static Tensor logs(double[] probabilities, long rows) {
    return Tensors.doubles(probabilities, rows, probabilities.length / rows).log();
  }
}
