package dev.mneme.objective;

import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * GRPO done right: no division by the deviation, no division by the sequence's own length.
 *
 * <pre>  A = r − mean_group
 *  L = mean over sequences of ( Σ_t −min(ρA, clip(ρ, 1−low, 1+high)A) / length ) </pre>
 *
 * Source: arXiv 2503.20783. Unbiased up to the clip and the factor (group − 1) / group of the
 * centred baseline.
 *
 * @param length a constant, usually the longest completion allowed
 */
public record DrGrpo(double clipLow, double clipHigh, double length)
    implements Objective<Batch.Experience> {

  public DrGrpo {
    Surrogate.requireRange(clipLow, clipHigh);
    if (!(length > 0)) {
      throw new IllegalArgumentException("the constant length must be positive, was " + length);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Surrogate surrogate = new Surrogate(clipLow, clipHigh);
    Tensor advantages = Advantages.groupCentred(batch.rewards(), batch.actions().group());
    Tensor perAction = surrogate.perAction(scores, batch, advantages);
    return new Loss(
        new Aggregation.OverConstantLength(length).of(perAction, batch.actions()),
        () -> surrogate.signals(scores, batch));
  }
}
