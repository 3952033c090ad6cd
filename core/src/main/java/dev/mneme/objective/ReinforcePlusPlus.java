package dev.mneme.objective;

import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * REINFORCE++: PPO's clip without a critic, advantages normalised over the whole batch.
 *
 * <pre>  A = (r − mean_batch) / (std_batch + 1e-4)
 *  L = Σ −min(ρA, clip(ρ, 1−low, 1+high)A) / number of actions </pre>
 *
 * Source: arXiv 2501.03262, without its KL penalty in the reward, for which a KL objective is added
 * instead. One baseline serves all prompts, so hard prompts are pushed down and easy ones up; the
 * bias vanishes as batches grow.
 */
public record ReinforcePlusPlus(double clipLow, double clipHigh)
    implements Objective<Batch.Experience> {

  public ReinforcePlusPlus {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Surrogate surrogate = new Surrogate(clipLow, clipHigh);
    Tensor perAction =
        surrogate.perAction(scores, batch, Advantages.batchNormalised(batch.rewards()));
    return new Loss(
        Aggregation.OVER_ACTIONS.of(perAction, batch.actions()),
        () -> surrogate.signals(scores, batch));
  }
}
