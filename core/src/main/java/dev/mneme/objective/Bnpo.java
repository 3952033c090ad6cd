package dev.mneme.objective;

import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * GRPO with the mean over all actions of the batch.
 *
 * <pre>  A = (r − mean_group) / (std_group + 1e-4)
 *  L = Σ −min(ρA, clip(ρ, 1−low, 1+high)A) / number of actions </pre>
 *
 * The aggregation that TRL calls bnpo. Long sequences count for more; unlike {@link Dapo} the
 * actions of groups with equal rewards are counted, though they teach nothing. Over one batch it is
 * what TRL calls dapo.
 */
public record Bnpo(double clipLow, double clipHigh) implements Objective<Batch.Experience> {

  public Bnpo {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Surrogate surrogate = new Surrogate(clipLow, clipHigh);
    Tensor advantages = Advantages.groupNormalised(batch.rewards(), batch.actions().group());
    Tensor perAction = surrogate.perAction(scores, batch, advantages);
    return new Loss(
        Aggregation.OVER_ACTIONS.of(perAction, batch.actions()),
        () -> surrogate.signals(scores, batch));
  }
}
