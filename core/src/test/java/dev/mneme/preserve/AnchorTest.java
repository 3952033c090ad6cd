package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AnchorTest {

  @Test
  void theGradientOfThePenaltyIsAddedToThatOfTheLoss() {
    try (Scope scope = Scope.open();
        Parameters start = Parameters.ownFrozen(weights(1, -2, 4));
        Parameters now = Parameters.own(weights(1.5, -2, 1));
        Parameters importance = Parameters.ownFrozen(weights(2, 7, 0.5))) {
      Tensor matrix = Tensors.doubles(new double[] {10, 20}, 1, 2);
      Tensor bias = Tensors.doubles(new double[] {30}, 1);
      double penalty = new Anchor("ewc", 3, start, importance).pull(List.of(matrix, bias), now);
      // ½ · 3 · (2 · 0.5² + 7 · 0 + 0.5 · 3²)
      assertThat(penalty).isCloseTo(7.5, within(1e-12));
      // 10 + 3 · 2 · 0.5; 20 + 0; 30 + 3 · 0.5 · (−3)
      assertThat(Tensors.toDoubles(matrix)).containsExactly(13, 20);
      assertThat(Tensors.toDoubles(bias)).containsExactly(25.5);
    }
  }

  @Test
  void thePenaltysGradientIsItsSlope() {
    double step = 1e-5;
    try (Scope scope = Scope.open()) {
      double[] at = {0.3, -1.2, 2};
      double[] found = gradient(at);
      for (int i = 0; i < at.length; i++) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[i] += step;
        down[i] -= step;
        assertThat(found[i]).isCloseTo((penalty(up) - penalty(down)) / (2 * step), within(1e-8));
      }
    }
  }

  private static double penalty(double[] at) {
    return pulled(
        at, List.of(Tensors.doubles(new double[2], 1, 2), Tensors.doubles(new double[1], 1)));
  }

  private static double[] gradient(double[] at) {
    Tensor matrix = Tensors.doubles(new double[2], 1, 2);
    Tensor bias = Tensors.doubles(new double[1], 1);
    pulled(at, List.of(matrix, bias));
    double[] both = Tensors.toDoubles(matrix);
    return new double[] {both[0], both[1], Tensors.item(bias)};
  }

  private static double pulled(double[] at, List<Tensor> gradients) {
    try (Parameters start = Parameters.ownFrozen(weights(1, 1, 1));
        Parameters now = Parameters.own(weights(at[0], at[1], at[2]));
        Parameters importance = Parameters.ownFrozen(weights(0.2, 5, 1.5))) {
      return new Anchor("mas", 0.7, start, importance).pull(gradients, now);
    }
  }

  @Test
  void l2HoldsAllWeightsAlike() {
    try (Scope scope = Scope.open();
        Parameters start = Parameters.ownFrozen(weights(0, 0, 0));
        Parameters now = Parameters.own(weights(1, 2, 3));
        Parameters ones =
            Parameters.ownFrozen(Map.of("matrix", Tensors.scalar(1), "bias", Tensors.scalar(1)))) {
      Tensor matrix = Tensors.doubles(new double[2], 1, 2);
      Tensor bias = Tensors.doubles(new double[1], 1);
      double penalty = new Anchor("l2", 0.5, start, ones).pull(List.of(matrix, bias), now);
      assertThat(penalty).isCloseTo(0.5 * 0.5 * 14, within(1e-12));
      assertThat(Tensors.toDoubles(matrix)).containsExactly(0.5, 1);
      assertThat(Tensors.toDoubles(bias)).containsExactly(1.5);
    }
  }

  @Test
  void aWeightMustNotBeNegative() {
    try (Scope scope = Scope.open();
        Parameters start = Parameters.ownFrozen(weights(0, 0, 0))) {
      assertThatThrownBy(() -> new Anchor("l2", -1, start, start))
          .hasMessage("the weight of an anchor must be at least 0.0, was -1.0");
    }
  }

  private static Map<String, Tensor> weights(double a, double b, double c) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("matrix", Tensors.doubles(new double[] {a, b}, 1, 2));
    weights.put("bias", Tensors.doubles(new double[] {c}, 1));
    return weights;
  }
}
