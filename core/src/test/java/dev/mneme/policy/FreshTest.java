package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Mlp;
import dev.mneme.objective.Batch;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Sampling and scoring in one pass gives what the two passes give. */
class FreshTest {

  private static final int GROUP = 3;

  @Test
  void onePassSamplesAndScoresAsTwoDo() {
    try (Scope scope = Scope.open();
        RandomStreams one = new RandomStreams(5);
        RandomStreams two = new RandomStreams(5);
        Classifier policy = new Classifier(Mlp.initialised(List.of(4, 8, 5), one.get("init")))) {
      Inputs inputs = new Inputs(two.get("inputs").normal(0, 1, 6, 4));
      Fresh fresh = policy.explore(inputs, GROUP, one.get("sample"));
      Rollouts rollouts = policy.sample(inputs, GROUP, two.get("sample"));
      assertThat(Tensors.sameBits(fresh.rollouts().actions().ids(), rollouts.actions().ids()))
          .isTrue();
      assertThat(Tensors.sameBits(fresh.rollouts().logProbs(), rollouts.logProbs())).isTrue();
      assertThat(fresh.rollouts().logProbs().requires_grad()).isFalse();

      Scores anew = policy.scores(inputs, rollouts.actions());
      assertThat(Tensors.sameBits(fresh.scores().logProbs().detach(), anew.logProbs().detach()))
          .isTrue();
      assertThat(Tensors.sameBits(fresh.scores().chosen().detach(), anew.chosen().detach()))
          .isTrue();
      double[] gradient = gradient(policy, fresh.scores());
      double[] expected = gradient(policy, anew);
      for (int i = 0; i < expected.length; i++) {
        assertThat(gradient[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void aBatchUsesTheFreshViewForThePolicyThatSampledOnly() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(5);
        Classifier policy = new Classifier(Mlp.initialised(List.of(4, 5), streams.get("init")));
        Classifier other = policy.copy()) {
      Fresh fresh =
          policy.explore(
              new Inputs(streams.get("inputs").normal(0, 1, 2, 4)), GROUP, streams.get("sample"));
      Batch.Experience batch =
          new Batch.Experience(fresh.rollouts(), Tensors.zeros(2 * GROUP), fresh.scores());
      assertThat(batch.scores(policy)).isSameAs(fresh.scores());
      assertThat(batch.scores(other)).isNotSameAs(fresh.scores());
    }
  }

  private static double[] gradient(Classifier policy, Scores scores) {
    Tensor mean = scores.chosen().mean().add(scores.logProbs().mean());
    return Tensors.toDoubles(Gradients.of(mean, policy.parameters().tensors(), true).getFirst());
  }
}
