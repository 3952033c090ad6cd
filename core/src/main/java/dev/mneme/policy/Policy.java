package dev.mneme.policy;

import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * π(y|x): a distribution over sequences of discrete actions, one factor an action. Owns its
 * weights.
 *
 * <p>Scoring is differentiable in the weights; sampling is not. Work that depends on the prompt
 * alone may be shared across the rows of its group.
 */
public interface Policy extends AutoCloseable {

  /** The number of distinct actions. */
  int alphabet();

  /**
   * The log-probability of every action at every position, given the prompt and the actions before
   * it (teacher forcing).
   *
   * @return [rows, time, alphabet], natural logarithms; rows follow {@code actions}
   */
  Tensor logProbs(Prompts prompts, Actions actions);

  /**
   * The same, but only where an action counts.
   *
   * @return [counted, alphabet], row by row
   */
  default Tensor countedLogProbs(Prompts prompts, Actions actions) {
    long[] counted = actions.counted();
    return logProbs(prompts, actions)
        .reshape(-1, alphabet())
        .index_select(0, Tensors.longs(counted, counted.length));
  }

  /**
   * The log-probability of the actions taken.
   *
   * @return [rows, time], 0 where the mask is 0
   */
  default Tensor chosenLogProbs(Prompts prompts, Actions actions) {
    return Scores.choose(logProbs(prompts, actions), actions);
  }

  /** This policy's view of a batch, which computes what it is asked for. */
  default Scores scores(Prompts prompts, Actions actions) {
    return new Scores(this, prompts, actions, new WholeReading(this, prompts, actions));
  }

  /**
   * Samples {@code group} completions a prompt at temperature 1 without truncation, so that they
   * are unbiased draws of the policy itself.
   */
  Rollouts sample(Prompts prompts, int group, RandomStream stream);

  /**
   * The same completions as {@link #sample} draws, for whoever does not ask how likely they are.
   */
  default Actions write(Prompts prompts, int group, RandomStream stream) {
    return sample(prompts, group, stream).actions();
  }

  /**
   * Samples as {@link #sample} does, the same completions from the same stream, and scores them. A
   * policy of one step needs one pass for both.
   */
  default Fresh explore(Prompts prompts, int group, RandomStream stream) {
    Rollouts rollouts = sample(prompts, group, stream);
    return new Fresh(rollouts, scores(rollouts.prompts(), rollouts.actions()));
  }

  /** The weights that training changes. */
  Parameters parameters();

  /** An independent policy with the same weights. */
  Policy copy();

  @Override
  void close();
}
