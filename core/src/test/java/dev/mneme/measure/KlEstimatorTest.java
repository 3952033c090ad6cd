package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class KlEstimatorTest {

  private static final double[] PI = {0.4, 0.3, 0.2, 0.1};
  private static final double[] RHO = {0.1, 0.2, 0.3, 0.4};

  @Test
  void k1AndK3HaveTheKlAsTheirExactMean() {
    double kl = 0;
    for (int a = 0; a < PI.length; a++) {
      kl += PI[a] * Math.log(PI[a] / RHO[a]);
    }
    assertThat(mean(KlEstimator.K1, RHO)).isEqualTo(kl, within(1e-14));
    assertThat(mean(KlEstimator.K3, RHO)).isEqualTo(kl, within(1e-14));
    assertThat(mean(KlEstimator.K2, RHO)).isNotCloseTo(kl, within(0.05));
  }

  @Test
  void theBiasOfK2IsOfThirdOrder() {
    double far = biasOfK2(1e-2);
    double near = biasOfK2(1e-3);
    assertThat(far / near).isBetween(800.0, 1250.0);
  }

  @Test
  void k3ReadsLowByTheMassThatIsNeverSampled() {
    double[] pi = {0.5, 0.5, 0};
    double[] rho = {0.4, 0.4, 0.2};
    double kl = Math.log(0.5 / 0.4);
    assertThat(mean(KlEstimator.K1, pi, rho, 2)).isEqualTo(kl, within(1e-14));
    assertThat(mean(KlEstimator.K3, pi, rho, 2)).isEqualTo(kl - 0.2, within(1e-14));
  }

  @Test
  void k2AndK3AreNeverNegative() {
    try (Scope scope = Scope.open()) {
      for (KlEstimator estimator : new KlEstimator[] {KlEstimator.K2, KlEstimator.K3}) {
        assertThat(Arrays.stream(Tensors.toDoubles(estimator.values(logs(PI), logs(RHO)))))
            .allMatch(value -> value >= 0);
      }
      assertThat(Arrays.stream(Tensors.toDoubles(KlEstimator.K1.values(logs(PI), logs(RHO)))))
          .anyMatch(value -> value < 0);
    }
  }

  private static double biasOfK2(double step) {
    double[] moved = {0.4 + step, 0.3 - step, 0.2, 0.1};
    return Math.abs(mean(KlEstimator.K2, moved) - mean(KlEstimator.K1, moved));
  }

  private static double mean(KlEstimator estimator, double[] rho) {
    return mean(estimator, PI, rho, PI.length);
  }

  /** The expectation over the first {@code visited} actions, the only ones π takes. */
  private static double mean(KlEstimator estimator, double[] pi, double[] rho, int visited) {
    try (Scope scope = Scope.open()) {
      double[] values = Tensors.toDoubles(estimator.values(logs(pi), logs(rho)));
      double mean = 0;
      for (int a = 0; a < visited; a++) {
        mean += pi[a] * values[a];
      }
      return mean;
    }
  }

  private static Tensor logs(double[] probabilities) {
    return Tensors.doubles(probabilities, probabilities.length).log();
  }
}
