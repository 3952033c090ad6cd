package dev.mneme.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorLayerTest {

  @Test
  void aKeptTensorOutlivesItsScopeAndOthersDoNot() {
    try (Scope outer = Scope.open()) {
      Tensor kept;
      Tensor dropped;
      try (Scope inner = Scope.open()) {
        dropped = Tensors.zeros(3);
        kept = inner.keep(Tensors.floats(new float[] {1, 2, 3}, 3));
      }
      assertThat(Tensors.toFloats(kept)).containsExactly(1, 2, 3);
      assertThat(dropped.isNull()).isTrue();
    }
  }

  @Test
  void valuesMakeTheRoundTrip() {
    try (Scope scope = Scope.open()) {
      assertThat(Tensors.toDoubles(Tensors.doubles(new double[] {1.5, -2, 3, 4}, 2, 2)))
          .containsExactly(1.5, -2, 3, 4);
      assertThat(Tensors.toLongs(Tensors.longs(new long[] {7, -8}, 2))).containsExactly(7, -8);
      assertThat(Tensors.shapeOf(Tensors.zeros(2, 3, 4))).containsExactly(2, 3, 4);
      assertThatThrownBy(() -> Tensors.floats(new float[3], 2, 2))
          .hasMessage("3 values do not fill a tensor of shape [2, 2]");
    }
  }

  @Test
  void aStreamDependsOnSeedAndNameOnlyAndContinuesFromItsState() {
    try (Scope scope = Scope.open();
        RandomStreams one = new RandomStreams(1);
        RandomStreams again = new RandomStreams(1);
        RandomStreams other = new RandomStreams(2)) {
      again.get("noise").uniform(0, 1, 5); // another stream's draws change nothing
      float[] first = Tensors.toFloats(one.get("data").uniform(0, 1, 5));
      assertThat(Tensors.toFloats(again.get("data").uniform(0, 1, 5))).isEqualTo(first);
      assertThat(Tensors.toFloats(other.get("data").uniform(0, 1, 5))).isNotEqualTo(first);

      Map<String, Tensor> states = one.states();
      long[] next = Tensors.toLongs(one.get("data").permutation(100));
      again.restore(states);
      assertThat(Tensors.toLongs(again.get("data").permutation(100))).isEqualTo(next);
    }
  }

  @Test
  void gradientsMatchTheDerivativeAndMissingOnesAreZero() {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensors.doubles(new double[] {1, 2, 3}, 3).set_requires_grad(true);
      Tensor unused = Tensors.doubles(new double[] {5}, 1).set_requires_grad(true);
      List<Tensor> gradients = Gradients.of(x.mul(x).sum(), List.of(x, unused));
      assertThat(Tensors.toDoubles(gradients.get(0))).containsExactly(2, 4, 6);
      assertThat(Tensors.toDoubles(gradients.get(1))).containsExactly(0);
    }
  }

  @Test
  void theFusedUpdateIsAdamWithDecoupledDecay() {
    try (Scope scope = Scope.open()) {
      double[] weights = {0.5, -1.0};
      Tensor weight = Tensors.doubles(weights.clone(), 2);
      Tensor first = Tensors.doubles(new double[2], 2);
      Tensor second = Tensors.doubles(new double[2], 2);
      Tensor step = Tensors.scalar(0);
      double[] m = new double[2];
      double[] v = new double[2];
      FusedAdamW kernel = new FusedAdamW();
      for (int t = 1; t <= 3; t++) {
        double[] gradient = {0.3 * t, -0.7};
        step.add_(new org.bytedeco.pytorch.Scalar(1));
        kernel.update(
            List.of(weight),
            List.of(Tensors.doubles(gradient, 2)),
            List.of(first),
            List.of(second),
            List.of(step),
            0.01,
            0.9,
            0.999,
            0.1,
            1e-8);
        for (int i = 0; i < 2; i++) {
          weights[i] -= 0.01 * 0.1 * weights[i];
          m[i] = 0.9 * m[i] + 0.1 * gradient[i];
          v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
          double corrected = Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8;
          weights[i] -= 0.01 * m[i] / (1 - Math.pow(0.9, t)) / corrected;
        }
      }
      assertThat(Tensors.toDoubles(weight)[0]).isCloseTo(weights[0], within(1e-9));
      assertThat(Tensors.toDoubles(weight)[1]).isCloseTo(weights[1], within(1e-9));
    }
  }

  @Test
  void parametersRefuseWeightsOfOtherNamesOrShapes() {
    try (Scope scope = Scope.open();
        Parameters parameters = Parameters.own(Map.of("w", Tensors.zeros(2)))) {
      assertThatThrownBy(() -> parameters.load(Map.of("v", Tensors.zeros(2))))
          .hasMessageContaining("expected the weights [w] but got [v]");
      assertThatThrownBy(() -> parameters.load(Map.of("w", Tensors.zeros(3))))
          .hasMessage("weight w has shape [2] but [3] was given");
      parameters.load(Map.of("w", Tensors.floats(new float[] {1, 2}, 2)));
      assertThat(Tensors.toFloats(parameters.get("w"))).containsExactly(1, 2);
    }
  }

  @Test
  void weightsApproachOthersByAShareOfTheWayAndTakeThemOverAtNone() {
    try (Scope scope = Scope.open();
        Parameters parameters =
            Parameters.own(Map.of("w", Tensors.floats(new float[] {5, 0.1f}, 2)))) {
      Map<String, Tensor> there = Map.of("w", Tensors.floats(new float[] {1, 0.3f}, 2));
      parameters.approach(there, 0.25);
      assertThat(Tensors.toFloats(parameters.get("w"))).containsExactly(2, 0.25f);
      assertThat(parameters.get("w").requires_grad()).isTrue();
      parameters.approach(there, 0);
      assertThat(Tensors.toFloats(parameters.get("w"))).containsExactly(1, 0.3f);
      assertThatThrownBy(() -> parameters.approach(Map.of("v", Tensors.zeros(2)), 0.5))
          .hasMessageContaining("expected the weights [w]");
    }
  }

  @Test
  void tensorsAreTheSameOnlyInTypeShapeAndBits() {
    try (Scope scope = Scope.open()) {
      Tensor one = Tensors.floats(new float[] {1, Float.NaN}, 2);
      assertThat(Tensors.sameBits(one, Tensors.floats(new float[] {1, Float.NaN}, 2))).isTrue();
      assertThat(Tensors.sameBits(one, Tensors.floats(new float[] {1, 2}, 2))).isFalse();
      assertThat(Tensors.sameBits(one, Tensors.floats(new float[] {1, Float.NaN}, 1, 2))).isFalse();
      assertThat(Tensors.sameBits(Tensors.zeros(0, 2), Tensors.zeros(0, 2))).isTrue();
      assertThat(Tensors.sameBits(Tensors.zeros(0, 2), Tensors.zeros(2, 0))).isFalse();
    }
  }
}
