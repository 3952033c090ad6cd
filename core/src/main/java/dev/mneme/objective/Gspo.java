package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Group sequence policy optimisation: one ratio a sequence, as the reward is for the sequence.
 *
 * <pre>  A = (r − mean_group) / (std_group + 1e-4)      s = (π(y|x) / π_old(y|x))^(1/|y|)
 *  L = mean over sequences of −min(sA, clip(s, 1−low, 1+high)A) </pre>
 *
 * Source: arXiv 2507.18071; as s is a mean over the sequence its clip range is small, 3e-4 down and
 * 4e-4 up. The root makes the ratio biased but keeps its variance from growing with the length.
 */
public record Gspo(double clipLow, double clipHigh) implements Objective<Batch.Experience> {

  public Gspo {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  /** The clip range of the paper. */
  public Gspo() {
    this(3e-4, 4e-4);
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Tensor lengths = Maths.sum(batch.actions().mask(), 1); // [rows]
    Tensor present = Maths.clamp(lengths, 0, 1);
    Tensor logRatio = scores.chosen().sub(batch.rollouts().logProbs()); // [rows, time]
    Tensor ratio = Maths.sum(logRatio, 1).div(Maths.atLeast(lengths, 1)).exp(); // [rows]
    Tensor advantages = Advantages.groupNormalised(batch.rewards(), batch.actions().group());
    Tensor perSequence = new Surrogate(clipLow, clipHigh).of(ratio, advantages).mul(present);
    return new Loss(perSequence.mean(), () -> signals(batch, ratio.detach(), present));
  }

  private Map<String, Tensor> signals(Batch.Experience batch, Tensor ratio, Tensor present) {
    Tensor inside = Maths.same(Maths.clamp(ratio, 1 - clipLow, 1 + clipHigh), ratio);
    Tensor outside = Maths.plus(inside.neg(), 1).mul(present);
    return Map.of(
        "reward", batch.rewards().mean(),
        "clipped", outside.sum().div(Maths.atLeast(present.sum(), 1)));
  }
}
