package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** What one step learns from: prompts, action sequences, and what is known about them. */
public sealed interface Batch {

  Prompts prompts();

  Actions actions();

  /** Actions to imitate. */
  record Demonstrations(Prompts prompts, Actions actions) implements Batch {}

  /**
   * Distributions to imitate at every position of the actions.
   *
   * @param probabilities [rows, time, alphabet], rows summing to 1
   */
  record SoftDemonstrations(Prompts prompts, Actions actions, Tensor probabilities)
      implements Batch {}

  /**
   * Completions a policy sampled, and what they earned.
   *
   * @param rewards [rows], in [0, 1]
   */
  record Experience(Rollouts rollouts, Tensor rewards) implements Batch {
    public Experience {
      long rows = rollouts.actions().rows();
      if (rewards.dim() != 1 || rewards.size(0) != rows) {
        throw new IllegalArgumentException(
            "%d rows need rewards of shape [%d], not %s"
                .formatted(rows, rows, Arrays.toString(Tensors.shapeOf(rewards))));
      }
    }

    @Override
    public Prompts prompts() {
      return rollouts.prompts();
    }

    @Override
    public Actions actions() {
      return rollouts.actions();
    }
  }

  /** Pairs of completions: in each group of two rows the first is preferred to the second. */
  record Preferences(Prompts prompts, Actions actions) implements Batch {
    public Preferences {
      if (actions.group() != 2) {
        throw new IllegalArgumentException(
            "preferences come in groups of two rows, not " + actions.group());
      }
    }
  }
}
