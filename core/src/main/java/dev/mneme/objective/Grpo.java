package dev.mneme.objective;

import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * Group relative policy optimisation.
 *
 * <pre>  A = (r − mean_group) / (std_group + 1e-4)
 *  L = mean over sequences of ( mean over actions of −min(ρA, clip(ρ, 1−low, 1+high)A) ) </pre>
 *
 * Source: arXiv 2402.03300. Biased in three known ways: dividing by the deviation weighs prompts
 * that are nearly always or nearly never solved more, the mean over each sequence favours short
 * right and long wrong answers, and the clip. {@link DrGrpo} removes the first two.
 */
public record Grpo(double clipLow, double clipHigh) implements Objective<Batch.Experience> {

  public Grpo {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  /** The usual clip range of 0.2 on both sides. */
  public Grpo() {
    this(0.2, 0.2);
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Surrogate surrogate = new Surrogate(clipLow, clipHigh);
    Tensor advantages = Advantages.groupNormalised(batch.rewards(), batch.actions().group());
    Tensor perAction = surrogate.perAction(scores, batch, advantages);
    return new Loss(
        Aggregation.OVER_SEQUENCES.of(perAction, batch.actions()),
        () -> surrogate.signals(scores, batch));
  }
}
