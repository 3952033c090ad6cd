package dev.mneme.app.tuning;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Mean negative log-probability of tokens, in nats. */
final class PerToken {

  private double nats;
  private double tokens;

  void add(Policy policy, Prompts prompts, Actions actions) {
    try (Scope scope = Scope.open()) {
      Tensor logProbs =
          Gradients.without(() -> policy.chosenLogProbs(prompts, actions)); // [rows, time]
      nats -= Tensors.item(logProbs.sum());
      tokens += Tensors.item(actions.mask().sum());
    }
  }

  double loss() {
    return nats / tokens;
  }
}
