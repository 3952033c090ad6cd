package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeightChangeTest {

  private static final Offset<Double> CLOSE = within(1e-6);

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
  void normsAndSharesAreThoseOfTheSumsByHand() {
    Map<String, Tensor> base = weights(new float[] {0, 0, 0, 0}, new float[] {1, 1});
    Map<String, Tensor> tuned = weights(new float[] {3, 0, 0, -4}, new float[] {1, 3});
    WeightChange change = WeightChange.between(base, tuned);
    assertThat(change.l1()).isEqualTo(9, CLOSE);
    assertThat(change.l2()).isEqualTo(Math.sqrt(29), CLOSE);
    assertThat(change.spectralNorm()).isEqualTo(4, CLOSE);
    assertThat(change.unchanged()).isEqualTo(0.5, CLOSE);
    assertThat(change.matrices()).hasSize(1);
    assertThat(change.rankShare()).isEqualTo(1);
  }

  @Test
  void theFisherWeighsEachSquaredChange() {
    Map<String, Tensor> base = weights(new float[] {0, 0, 0, 0}, new float[] {1, 1});
    Map<String, Tensor> tuned = weights(new float[] {3, 0, 0, -4}, new float[] {1, 3});
    Map<String, Tensor> fisher = weights(new float[] {2, 9, 9, 0.5f}, new float[] {9, 0.25f});
    assertThat(WeightChange.fisherWeightedL2(base, tuned, fisher))
        .isEqualTo(Math.sqrt(2 * 9 + 0.5 * 16 + 0.25 * 4), CLOSE);
  }

  @Test
  void lengthsByEachFisherOfOnePassAreTheSumsByLoops() {
    try (RandomStream random = new RandomStreams(4).at("weights", 0)) {
      Map<String, Tensor> base = random(random, 0);
      Map<String, Tensor> tuned = random(random, 0);
      Map<String, Tensor> first = random(random, 9);
      Map<String, Tensor> second = new LinkedHashMap<>();
      random(random, 9)
          .forEach((name, tensor) -> second.put(name, Tensors.to(tensor, ElementType.F64)));
      WeightChange change = WeightChange.between(base, tuned, List.of(first, second));
      assertThat(change.fisherWeighted())
          .containsExactly(
              WeightChange.fisherWeightedL2(base, tuned, first),
              WeightChange.fisherWeightedL2(base, tuned, second));
      assertThat(change.fisherWeighted().getFirst())
          .isEqualTo(weightedByLoops(base, tuned, first), within(1e-12));
      assertThat(change.fisherWeighted().getLast())
          .isEqualTo(weightedByLoops(base, tuned, second), within(1e-12));
      assertThat(WeightChange.between(base, tuned).fisherWeighted()).isEmpty();
    }
  }

  @Test
  void aPlantedRankOneChangeHasItsNormAndRankOne() {
    try (RandomStream random = new RandomStreams(5).at("weights", 0)) {
      Tensor u = unit(random.normal(0, 1, 60, 1)); // [60, 1]
      Tensor v = unit(random.normal(0, 1, 1, 40)); // [1, 40]
      Tensor change = u.mm(v).mul(new Scalar(3.0));
      WeightChange measured =
          WeightChange.between(Map.of("w", Tensors.zeros(60, 40)), Map.of("w", change));
      assertThat(measured.spectralNorm()).isEqualTo(3, CLOSE);
      assertThat(measured.l2()).isEqualTo(3, CLOSE);
      WeightChange.MatrixChange matrix = measured.matrices().getFirst();
      assertThat(matrix.rank()).isEqualTo(1);
      assertThat(matrix.fullRank()).isEqualTo(40);
      assertThat(matrix.rankShare()).isEqualTo(1.0 / 40);
    }
  }

  @Test
  void aRandomChangeHasFullRank() {
    try (RandomStream random = new RandomStreams(6).at("weights", 0)) {
      WeightChange change =
          WeightChange.between(
              Map.of("w", Tensors.zeros(30, 50)), Map.of("w", random.normal(0, 1e-4, 30, 50)));
      assertThat(change.matrices().getFirst().rank()).isEqualTo(30);
    }
  }

  @Test
  void theFigureIsTheLargestNormAndTheSumStandsBeside() {
    Map<String, Tensor> base = new LinkedHashMap<>();
    base.put("a", Tensors.zeros(2, 2));
    base.put("b", Tensors.zeros(2, 1, 2));
    Map<String, Tensor> tuned = new LinkedHashMap<>();
    tuned.put("a", Tensors.floats(new float[] {2, 0, 0, 1}, 2, 2));
    tuned.put("b", Tensors.floats(new float[] {0, 5, 0, 0}, 2, 1, 2));
    WeightChange change = WeightChange.between(base, tuned);
    assertThat(change.spectralNorm()).isEqualTo(5, CLOSE);
    assertThat(change.spectralNormSum()).isEqualTo(7, CLOSE);
    assertThat(change.rankShare()).isEqualTo(0.75);
  }

  @Test
  void aTinyRelativeChangeVanishesInBfloat16ButNotInFloat32() {
    Tensor before = Tensors.floats(new float[] {1, -0.5f, 2, 4}, 4);
    Tensor after = before.mul(new Scalar(1 + 1e-6));
    WeightChange change = WeightChange.between(Map.of("w", before), Map.of("w", after));
    assertThat(change.unchanged()).isZero();
    assertThat(change.unchangedInBfloat16()).isEqualTo(1);
  }

  @Test
  void noChangeIsZeroThroughout() {
    Map<String, Tensor> base = weights(new float[] {1, 2, 3, 4}, new float[] {5, 6});
    WeightChange change = WeightChange.between(base, base);
    assertThat(change.l1() + change.l2() + change.spectralNorm() + change.rankShare()).isZero();
    assertThat(change.unchanged()).isEqualTo(1);
  }

  @Test
  void weightsThatDoNotMatchAreRefusedByName() {
    Map<String, Tensor> base = Map.of("w", Tensors.zeros(2, 2));
    assertThatThrownBy(() -> WeightChange.between(base, Map.of("v", Tensors.zeros(2, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[w] and [v]");
    assertThatThrownBy(() -> WeightChange.between(base, Map.of("w", Tensors.zeros(4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weight w has shape [2, 2] on one side but [4]");
  }

  private static Map<String, Tensor> weights(float[] matrix, float[] bias) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("layer.weight", Tensors.floats(matrix, 2, 2));
    weights.put("layer.bias", Tensors.floats(bias, 2));
    return weights;
  }

  private static Map<String, Tensor> random(RandomStream random, double mean) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("layer.weight", random.normal(mean, 1, 3, 7));
    weights.put("layer.bias", random.normal(mean, 1, 3));
    return weights;
  }

  private static double weightedByLoops(
      Map<String, Tensor> base, Map<String, Tensor> tuned, Map<String, Tensor> fisher) {
    double sum = 0;
    for (String name : List.of("layer.weight", "layer.bias")) {
      double[] before = values(base, name);
      double[] after = values(tuned, name);
      double[] weights = values(fisher, name);
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * (after[i] - before[i]) * (after[i] - before[i]);
      }
    }
    return Math.sqrt(sum);
  }

  private static double[] values(Map<String, Tensor> weights, String name) {
    return Tensors.toDoubles(Objects.requireNonNull(weights.get(name)));
  }

  private static Tensor unit(Tensor vector) {
    return vector.div(vector.norm());
  }
}
