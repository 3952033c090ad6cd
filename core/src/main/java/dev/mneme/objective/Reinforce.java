package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * 1-0 REINFORCE: the reward itself is the advantage, so right answers are imitated and wrong ones
 * ignored.
 *
 * <pre>  L = mean over sequences of −r · log π(sequence) </pre>
 *
 * Source: Williams 1992; named and used in arXiv 2509.04259. On fresh samples the gradient is
 * unbiased for that of −E[r], with more variance than with a baseline.
 */
public record Reinforce() implements Objective<Batch.Experience> {

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Tensor perSequence = batch.rewards().mul(Maths.sum(scores.chosen(), 1)).neg(); // [rows]
    return new Loss(perSequence.mean(), () -> Map.of("reward", batch.rewards().mean()));
  }
}
