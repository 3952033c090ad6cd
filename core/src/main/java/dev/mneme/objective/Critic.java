package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Prompts;
import org.bytedeco.pytorch.Tensor;

/** Says what reward to expect. */
@FunctionalInterface
public interface Critic {

  /**
   * The reward still expected before each action, given the prompt and the actions before it;
   * differentiable in the critic's weights.
   *
   * @return [rows, time], anything where the mask is 0
   */
  Tensor values(Prompts prompts, Actions actions);
}
