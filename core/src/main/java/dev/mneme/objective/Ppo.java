package dev.mneme.objective;

import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * Proximal policy optimisation with an advantage for each action.
 *
 * <pre>  L = Σ −min(ρA_t, clip(ρ, 1−low, 1+high)A_t) / number of actions </pre>
 *
 * Advantages come from {@link Gae}; the critic learns by {@link ValueLoss} on the same batch, added
 * with a weight of its own (½ is usual). Source: arXiv 1707.06347.
 */
public record Ppo(double clipLow, double clipHigh) implements Objective<Batch.Judged> {

  public Ppo {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  @Override
  public Loss loss(Scores scores, Batch.Judged batch) {
    Surrogate surrogate = new Surrogate(clipLow, clipHigh);
    Tensor perAction =
        surrogate
            .of(Surrogate.ratio(scores, batch.experience()), batch.advantages())
            .mul(batch.actions().mask()); // [rows, time]
    return new Loss(
        Aggregation.OVER_ACTIONS.of(perAction, batch.actions()),
        () -> surrogate.signals(scores, batch.experience()));
  }
}
