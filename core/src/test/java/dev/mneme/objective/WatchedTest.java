package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class WatchedTest {

  @Test
  void theLossIsTheSameAndWhatWarnsOfCollapseIsBesideIt() {
    try (Scope scope = Scope.open();
        GivenLogProbs policy =
            new GivenLogProbs(Tensors.floats(new float[] {-1, -2, -3, -4, -5, -6, -7, -8}, 4, 2))) {
      Tensor mask = Tensors.floats(new float[] {1, 1, 1, 0, 0, 0, 1, 1}, 4, 2);
      Actions actions = new Actions(Tensors.longs(new long[8], 4, 2), mask, 2);
      GivenLogProbs.Unknown prompts = new GivenLogProbs.Unknown(2);
      Batch.Experience batch =
          new Batch.Experience(
              new Rollouts(prompts, actions, policy.chosenLogProbs(prompts, actions).detach()),
              Tensors.floats(new float[] {1, 0, 1, 1}, 4));
      Loss plain = new Grpo().loss(batch.scores(policy), batch);
      Loss watched = new Watched(new Grpo()).loss(batch.scores(policy), batch);
      assertThat(Tensors.item(watched.value())).isEqualTo(Tensors.item(plain.value()));
      Map<String, Tensor> signals = watched.signals();
      assertThat(signals.keySet())
          .containsExactlyInAnyOrder("reward", "clipped", "entropy", "length", "informative");
      assertThat(item(signals, "entropy")).isCloseTo(21 / 5.0, within(1e-6));
      assertThat(item(signals, "length")).isCloseTo(5 / 3.0, within(1e-6));
      assertThat(item(signals, "informative")).isEqualTo(0.5);
    }
  }

  private static double item(Map<String, Tensor> signals, String name) {
    return Tensors.item(Objects.requireNonNull(signals.get(name)));
  }
}
