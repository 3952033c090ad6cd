package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What one step learns from: prompts, action sequences, and what is known about them. */
public sealed interface Batch {

  Prompts prompts();

  Actions actions();

  /** How a policy scores the actions; computed when first asked for. */
  default Scores scores(Policy policy) {
    return policy.scores(prompts(), actions());
  }

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
   * @param fresh the sampling policy's own view, while its weights are those that sampled; null for
   *     older samples
   * @param parts rewards that are learnt from one by one, each [rows], in [0, 1]; none where there
   *     is one reward
   */
  record Experience(Rollouts rollouts, Tensor rewards, @Nullable Scores fresh, List<Tensor> parts)
      implements Batch {

    /** Samples with one reward. */
    public Experience(Rollouts rollouts, Tensor rewards, @Nullable Scores fresh) {
      this(rollouts, rewards, fresh, List.of());
    }

    /** Samples that are scored anew. */
    public Experience(Rollouts rollouts, Tensor rewards) {
      this(rollouts, rewards, null);
    }

    public Experience {
      parts = List.copyOf(parts);
      long rows = rollouts.actions().rows();
      if (rewards.dim() != 1 || rewards.size(0) != rows) {
        throw new IllegalArgumentException(
            "%d rows need rewards of shape [%d], not %s"
                .formatted(rows, rows, Arrays.toString(Tensors.shapeOf(rewards))));
      }
    }

    /** The same completions with one of their rewards alone. */
    public Experience part(int number) {
      return new Experience(rollouts, parts.get(number), fresh);
    }

    @Override
    public Prompts prompts() {
      return rollouts.prompts();
    }

    @Override
    public Actions actions() {
      return rollouts.actions();
    }

    /**
     * 1 for rows whose group has unequal rewards, 0 for rows that teach nothing relative to their
     * group. // [rows]
     */
    public Tensor informative() {
      return Advantages.informative(rewards, actions().group());
    }

    /**
     * The same experience of which some completions are learnt nothing from, such as truncated
     * ones. Their rewards still count in the baselines of their groups.
     *
     * @param rows [rows], 1 to keep and 0 to mask
     */
    public Experience keeping(Tensor rows) {
      Actions all = actions();
      Tensor kept = rows.unsqueeze(1); // [rows, 1]
      Actions fewer = new Actions(all.ids(), all.mask().mul(kept), all.group());
      return new Experience(
          new Rollouts(prompts(), fewer, rollouts.logProbs().mul(kept)), rewards, null, parts);
    }

    @Override
    public Scores scores(Policy policy) {
      Scores known = fresh;
      return known != null && known.isOf(policy) ? known : Batch.super.scores(policy);
    }
  }

  /**
   * Experience a critic has judged.
   *
   * @param values [rows, time], what was expected before each action when it was sampled
   * @param advantages [rows, time], how much better each action was
   * @param returns [rows, time], what the critic should have said
   */
  record Judged(Experience experience, Tensor values, Tensor advantages, Tensor returns)
      implements Batch {
    @Override
    public Prompts prompts() {
      return experience.prompts();
    }

    @Override
    public Actions actions() {
      return experience.actions();
    }

    @Override
    public Scores scores(Policy policy) {
      return experience.scores(policy);
    }
  }

  /**
   * Completions a policy sampled, and the same prompts with more in them: a demonstration, say.
   *
   * @param informed as many as {@code prompts}, in their order
   */
  record Informed(Prompts prompts, Actions actions, Prompts informed) implements Batch {
    public Informed {
      if (informed.size() != prompts.size()) {
        throw new IllegalArgumentException(
            "%d prompts need as many informed ones, not %d"
                .formatted(prompts.size(), informed.size()));
      }
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
