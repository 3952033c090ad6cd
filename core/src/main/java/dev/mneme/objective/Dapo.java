package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Decoupled clip and dynamic sampling policy optimisation.
 *
 * <pre>  A = (r − mean_group) / (std_group + 1e-4)
 *  L = Σ −min(ρA, clip(ρ, 1−low, 1+high)A) / number of actions, over groups whose rewards differ
 * </pre>
 *
 * Source: arXiv 2503.14476; its clip range is 0.2 down, 0.28 up. Groups without a difference teach
 * nothing and are left out of the count as well, where the paper samples again until the batch is
 * full. A batch without any has loss 0.
 */
public record Dapo(double clipLow, double clipHigh) implements Objective<Batch.Experience> {

  public Dapo {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  /** The clip range of the paper. */
  public Dapo() {
    this(0.2, 0.28);
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Surrogate surrogate = new Surrogate(clipLow, clipHigh);
    Actions actions = batch.actions();
    Tensor advantages = Advantages.groupNormalised(batch.rewards(), actions.group());
    Tensor perAction = surrogate.perAction(scores, batch, advantages);
    Tensor counted =
        actions.mask().mul(Advantages.informative(batch.rewards(), actions.group()).unsqueeze(1));
    Tensor count = Maths.atLeast(counted.sum(), 1);
    return new Loss(
        perAction.mul(counted).sum().div(count), () -> surrogate.signals(scores, batch));
  }
}
