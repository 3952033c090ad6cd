package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.policy.TabularPolicy;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.junit.jupiter.api.Test;

class WeightAverageTest {

  @Test
  void theAverageMovesByOneLessTheDecay() {
    try (TabularPolicy policy = policy(8, -4);
        WeightAverage average = new WeightAverage(0.75, policy)) {
      set(policy, 0, 4);
      average.update(policy);
      assertThat(logits(average.average())).containsExactly(6, -2);
      average.update(policy);
      assertThat(logits(average.average())).containsExactly(4.5f, -0.5f);
      assertThat(logits(policy.parameters())).as("the policy itself").containsExactly(0, 4);
    }
  }

  @Test
  void interpolationGoesFromOneEndToTheOther() {
    try (TabularPolicy to = policy(4, 0)) {
      for (double share : new double[] {0, 0.25, 1}) {
        try (TabularPolicy from = policy(0, -8)) {
          WeightAverage.interpolate(from.parameters(), to.parameters(), share);
          assertThat(logits(from.parameters()))
              .containsExactly((float) (4 * share), (float) (8 * share - 8));
        }
      }
    }
  }

  @Test
  void aDecayOfOneWouldNeverMove() {
    try (TabularPolicy policy = policy(0, 0)) {
      assertThatThrownBy(() -> new WeightAverage(1, policy))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the decay must lie in [0, 1), was 1.0");
    }
  }

  private static TabularPolicy policy(float... logits) {
    try (Scope scope = Scope.open()) {
      return TabularPolicy.of(Tensors.floats(logits, 1, 1, logits.length), 1);
    }
  }

  private static void set(TabularPolicy policy, float... logits) {
    try (Scope scope = Scope.open()) {
      Tensors.write(policy.parameters().get("logits"), 0, logits);
    }
  }

  private static float[] logits(Parameters parameters) {
    try (Scope scope = Scope.open()) {
      return Tensors.toFloats(parameters.get("logits"));
    }
  }
}
