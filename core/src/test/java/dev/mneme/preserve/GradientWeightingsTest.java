package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GradientWeightingsTest {

  private static final double[] LOSSES = {1, 1};

  @Test
  void projectionLeavesGradientsThatDoNotConflict() {
    try (RandomStreams streams = new RandomStreams(1)) {
      ProjectedGradients projected = new ProjectedGradients(2, streams.get("weights"));
      assertThat(next(projected, new double[][] {{1, 0}, {1, 2}})).containsExactly(1.0, 1.0);
      assertThat(next(projected, new double[][] {{1, 0}, {0, 2}})).containsExactly(1.0, 1.0);
    }
  }

  @Test
  void projectionTakesFromEachWhatPointsAgainstTheOther() {
    try (RandomStreams streams = new RandomStreams(1)) {
      ProjectedGradients projected = new ProjectedGradients(2, streams.get("weights"));
      double[][] gradients = {{1, 0}, {-1, 1}};
      // (1, 0) without its part along (−1, 1) is (½, ½); (−1, 1) without its along (1, 0) is (0,
      // 1).
      double[] direction = direction(gradients, next(projected, gradients));
      assertThat(direction[0]).isCloseTo(0.5 / 2, within(1e-12));
      assertThat(direction[1]).isCloseTo(1.5 / 2, within(1e-12));
    }
  }

  @Test
  void aProjectedGradientOfTwoConflictsWithNeither() {
    Random random = new Random(2);
    try (RandomStreams streams = new RandomStreams(1)) {
      ProjectedGradients projected = new ProjectedGradients(2, streams.get("weights"));
      for (int draw = 0; draw < 200; draw++) {
        double[][] gradients = gradients(2, 3, random);
        double[] direction = direction(gradients, next(projected, gradients));
        for (double[] gradient : gradients) {
          assertThat(dot(gradient, direction)).isGreaterThan(-1e-9);
        }
      }
    }
  }

  @Test
  void projectionOfThreeIsThatOfTheVectorsInOneOfTheirOrders() {
    Random random = new Random(3);
    try (RandomStreams streams = new RandomStreams(1)) {
      ProjectedGradients projected = new ProjectedGradients(3, streams.get("weights"));
      for (int draw = 0; draw < 100; draw++) {
        double[][] gradients = gradients(3, 4, random);
        double[] found = direction(gradients, next(projected, gradients));
        assertThat(projections(gradients))
            .as("in vectors, all orders")
            .anySatisfy(one -> {
              for (int i = 0; i < found.length; i++) {
                assertThat(one[i]).isCloseTo(found[i], within(1e-9));
              }
            });
      }
    }
  }

  /** The algorithm on the vectors themselves: the mean, for both orders of the others of each. */
  private static List<double[]> projections(double[][] gradients) {
    List<double[]> all = new ArrayList<>();
    for (int orders = 0; orders < 8; orders++) {
      double[] mean = new double[gradients[0].length];
      for (int i = 0; i < 3; i++) {
        double[] own = gradients[i].clone();
        int[] others = {(i + 1) % 3, (i + 2) % 3};
        boolean reversed = (orders >> i & 1) == 1;
        for (int turn = 0; turn < 2; turn++) {
          double[] other = gradients[others[reversed ? 1 - turn : turn]];
          double product = dot(own, other);
          for (int d = 0; product < 0 && d < own.length; d++) {
            own[d] -= product / dot(other, other) * other[d];
          }
        }
        for (int d = 0; d < own.length; d++) {
          mean[d] += own[d] / 3;
        }
      }
      all.add(mean);
    }
    return all;
  }

  @Test
  void averagedMemoryTakesAwayWhatPointsAgainstTheMeanOfTheOthersAndNothingElse() {
    Random random = new Random(6);
    int conflicts = 0;
    for (int draw = 0; draw < 300; draw++) {
      int objectives = 2 + draw % 3;
      double[][] gradients = gradients(objectives, 3, random);
      double[] memory = new double[3];
      for (int k = 1; k < objectives; k++) {
        for (int d = 0; d < 3; d++) {
          memory[d] += gradients[k][d] / (objectives - 1);
        }
      }
      double along = dot(gradients[0], memory);
      double[] found = direction(gradients, next(new Agem(objectives), gradients));
      for (int d = 0; d < 3; d++) {
        double away = along < 0 ? along / dot(memory, memory) * memory[d] : 0;
        assertThat(found[d]).isCloseTo(gradients[0][d] - away, within(1e-9));
      }
      if (along < 0) {
        conflicts++;
        assertThat(dot(found, memory)).isCloseTo(0, within(1e-9));
      }
    }
    assertThat(conflicts).isBetween(50, 250);
    assertThat(next(new Agem(2), new double[][] {{1, 0}, {0, 2}})).containsExactly(2.0, 0.0);
    assertThatThrownBy(() -> new Agem(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void conflictAverseIsTheBestDirectionInTheBall() {
    Random random = new Random(4);
    for (int draw = 0; draw < 30; draw++) {
      int objectives = 2 + draw % 2;
      double c = 0.1 + 0.8 * random.nextDouble();
      double[][] gradients = gradients(objectives, 2, random);
      ConflictAverse averse = new ConflictAverse(objectives, c, ConflictAverse.Scale.NONE);
      double[] found = direction(gradients, next(averse, gradients));
      double[] mean = direction(gradients, Weights.alike(objectives).values());
      double radius = c * Math.sqrt(dot(mean, mean));
      double away = Math.hypot(found[0] - mean[0], found[1] - mean[1]);
      assertThat(away).isLessThan(radius * (1 + 1e-6));
      double best = Double.NEGATIVE_INFINITY;
      for (int angle = 0; angle < 1_800; angle++) {
        for (int ring = 0; ring <= 20; ring++) {
          double length = radius * ring / 20;
          double turn = 2 * Math.PI * angle / 1_800;
          double[] direction = {
            mean[0] + length * Math.cos(turn), mean[1] + length * Math.sin(turn)
          };
          best = Math.max(best, worst(gradients, direction));
        }
      }
      double longest = 0;
      for (double[] gradient : gradients) {
        longest = Math.max(longest, Math.sqrt(dot(gradient, gradient)));
      }
      // The search goes in steps of an 1,800th of a turn.
      assertThat(worst(gradients, found))
          .isBetween(best - 1e-6, best + 2e-3 * radius * longest + 1e-6);
    }
  }

  @Test
  void conflictAverseSolvesItsDualWithManyObjectives() {
    Random random = new Random(5);
    for (int draw = 0; draw < 20; draw++) {
      double[][] gradients = gradients(5, 8, random);
      ConflictAverse averse = new ConflictAverse(5, 0.5, ConflictAverse.Scale.NONE);
      List<Double> weights = next(averse, gradients);
      double[] found = direction(gradients, weights);
      double[] mean = direction(gradients, Weights.alike(5).values());
      // The shares are what the weights exceed 1 by; a feasible direction that gains as much as a
      // dual value is the best one, and that value the least.
      double[] joined = new double[8];
      double sum = weights.stream().mapToDouble(each -> each - 1).sum();
      for (int k = 0; k < 5; k++) {
        for (int d = 0; d < 8; d++) {
          joined[d] += (weights.get(k) - 1) / sum * gradients[k][d];
        }
      }
      double radius = 0.5 * Math.sqrt(dot(mean, mean));
      double dual = dot(joined, mean) + radius * Math.sqrt(dot(joined, joined));
      assertThat(worst(gradients, found)).isCloseTo(dual, within(1e-6));
      double[] away = new double[8];
      for (int d = 0; d < 8; d++) {
        away[d] = found[d] - mean[d];
      }
      assertThat(Math.sqrt(dot(away, away))).isCloseTo(radius, within(1e-9));
    }
  }

  @Test
  void conflictAverseWithoutABallIsTheMeanAndItsScalesDivide() {
    double[][] gradients = {{1, 0}, {-0.5, 1}};
    assertThat(next(new ConflictAverse(2, 0, ConflictAverse.Scale.NONE), gradients))
        .containsExactly(1.0, 1.0);
    List<Double> plain = next(new ConflictAverse(2, 0.5, ConflictAverse.Scale.NONE), gradients);
    List<Double> square = next(new ConflictAverse(2, 0.5, ConflictAverse.Scale.SQUARE), gradients);
    List<Double> linear = next(new ConflictAverse(2, 0.5, ConflictAverse.Scale.LINEAR), gradients);
    for (int k = 0; k < 2; k++) {
      assertThat(square.get(k)).isCloseTo(plain.get(k) / 1.25, within(1e-12));
      assertThat(linear.get(k)).isCloseTo(plain.get(k) / 1.5, within(1e-12));
    }
  }

  @Test
  void gradientsThatCancelOrVanishGiveWeightsThatAreNumbers() {
    try (RandomStreams streams = new RandomStreams(1)) {
      List<GradientWeighting> all =
          List.of(
              new ConflictAverse(2, 0.5, ConflictAverse.Scale.SQUARE),
              new ProjectedGradients(2, streams.get("weights")),
              new GradNorm(2, 1.5, 0.025),
              new Agem(2));
      for (GradientWeighting each : all) {
        assertThat(next(each, new double[][] {{1, 2}, {-1, -2}})).allMatch(Double::isFinite);
        assertThat(next(each, new double[][] {{0, 0}, {1, 0}})).allMatch(Double::isFinite);
        assertThat(next(each, new double[][] {{0, 0}, {0, 0}})).allMatch(Double::isFinite);
        assertThatThrownBy(() -> next(each, new double[][] {{Double.NaN, 0}, {1, 0}}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("an inner product of two gradients is NaN; weights need numbers");
      }
    }
  }

  @Test
  void gradNormMovesTowardsEqualLengthsAndKeepsTheMean() {
    GradNorm norm = new GradNorm(2, 0, 0.01);
    double[][] products = {{9, 0}, {0, 1}};
    assertThat(norm.next(LOSSES, products).values()).containsExactly(1.0, 1.0);
    // Lengths 3 and 1 with the mean 2: Adam takes the rate from the first and gives it the other.
    List<Double> second = norm.next(LOSSES, products).values();
    assertThat(second.get(0)).isCloseTo(0.99, within(1e-7));
    assertThat(second.get(1)).isCloseTo(1.01, within(1e-7));
    List<Double> last = second;
    for (int step = 0; step < 2_000; step++) {
      last = norm.next(LOSSES, products).values();
    }
    assertThat(last.get(0)).isCloseTo(0.5, within(0.05));
    assertThat(last.get(0) + last.get(1)).isCloseTo(2, within(1e-9));
  }

  @Test
  void gradNormPullsWhatIsBehind() {
    GradNorm norm = new GradNorm(2, 1.5, 0.01);
    double[][] products = {{1, 0}, {0, 1}};
    List<Double> weights = norm.next(new double[] {2, 2}, products).values();
    for (int step = 0; step < 20; step++) {
      weights = norm.next(new double[] {1, 2}, products).values();
    }
    assertThat(weights.get(1)).isGreaterThan(1.05);
  }

  @Test
  void aSavedGradNormGoesOnWithTheSameBits() {
    GradNorm whole = new GradNorm(2, 1.5, 0.025);
    GradNorm fresh = new GradNorm(2, 1.5, 0.025);
    Random random = new Random(7);
    double[][] products = {{2, 0.3}, {0.3, 1}};
    for (int step = 0; step < 9; step++) {
      whole.next(new double[] {random.nextDouble(), 1}, products);
    }
    fresh.restore(whole.state());
    for (int step = 0; step < 9; step++) {
      double[] losses = {random.nextDouble(), random.nextDouble()};
      assertThat(fresh.next(losses, products)).isEqualTo(whole.next(losses, products));
    }
  }

  @Test
  void gradientsInSeveralTensorsAreMultipliedAndCombinedAsOneVector() {
    try (Scope scope = Scope.open()) {
      List<Tensor> one = List.of(Tensors.floats(new float[] {1, 2}, 2), Tensors.scalar(3));
      List<Tensor> other = List.of(Tensors.floats(new float[] {0, -1}, 2), Tensors.scalar(2));
      ObjectiveGradients gradients = new ObjectiveGradients(List.of(one, other));
      double[][] products = gradients.products();
      assertThat(products[0]).containsExactly(14, 4);
      assertThat(products[1]).containsExactly(4, 5);
      List<Tensor> combined = gradients.combined(Weights.of(new double[] {1, 4}));
      assertThat(Tensors.toFloats(combined.get(0))).containsExactly(0.5f, -1);
      assertThat(Tensors.toFloats(combined.get(1))).containsExactly(5.5f);
      assertThat(Tensors.toFloats(one.get(0))).as("untouched").containsExactly(1, 2);
      assertThatThrownBy(() -> new ObjectiveGradients(List.of(one, List.of())))
          .hasMessage("the objectives' gradients must be in the same weights");
    }
  }

  private static List<Double> next(GradientWeighting weighting, double[][] gradients) {
    int objectives = gradients.length;
    double[] losses = new double[objectives];
    double[][] products = new double[objectives][objectives];
    for (int i = 0; i < objectives; i++) {
      losses[i] = 1;
      for (int j = 0; j < objectives; j++) {
        products[i][j] = dot(gradients[i], gradients[j]);
      }
    }
    return weighting.next(losses, products).values();
  }

  private static double[] direction(double[][] gradients, List<Double> weights) {
    double[] direction = new double[gradients[0].length];
    for (int k = 0; k < gradients.length; k++) {
      for (int d = 0; d < direction.length; d++) {
        direction[d] += weights.get(k) * gradients[k][d] / gradients.length;
      }
    }
    return direction;
  }

  private static double worst(double[][] gradients, double[] direction) {
    double worst = Double.POSITIVE_INFINITY;
    for (double[] gradient : gradients) {
      worst = Math.min(worst, dot(gradient, direction));
    }
    return worst;
  }

  private static double[][] gradients(int objectives, int dimensions, Random random) {
    double[][] gradients = new double[objectives][dimensions];
    for (double[] gradient : gradients) {
      for (int d = 0; d < dimensions; d++) {
        gradient[d] = random.nextGaussian();
      }
    }
    return gradients;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
