package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * REINFORCE with a leave-one-out baseline.
 *
 * <pre>  A = r − mean of the other rewards in the group
 *  L = mean over sequences of −A · log π(sequence) </pre>
 *
 * Source: arXiv 2402.14740. On fresh samples the gradient is unbiased for that of −E[r].
 */
public record Rloo() implements Objective<Batch.Experience> {

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Tensor advantages = Advantages.leaveOneOut(batch.rewards(), batch.actions().group());
    Tensor perSequence = advantages.mul(Maths.sum(scores.chosen(), 1)).neg(); // [rows]
    return new Loss(perSequence.mean(), () -> Map.of("reward", batch.rewards().mean()));
  }
}
