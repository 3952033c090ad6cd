package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The clipped surrogate of PPO (arXiv 1707.06347), to be minimised, per action.
 *
 * <pre>  ρ = π(a|·) / π_old(a|·)      ℓ = − min(ρ·A, clip(ρ, 1 − low, 1 + high)·A) </pre>
 *
 * On fresh samples ρ = 1 and the gradient is that of −A log π. On older samples the clip bounds how
 * far a step can move, at the price of a bias.
 *
 * @param low how far the ratio may fall below 1
 * @param high how far it may rise above 1; larger than {@code low} in DAPO's clip-higher
 */
record Surrogate(double low, double high) {

  Surrogate {
    requireRange(low, high);
  }

  /** So that objectives refuse a bad range when they are made, not at their first loss. */
  static void requireRange(double low, double high) {
    if (!(low >= 0 && low < 1 && high >= 0)) {
      throw new IllegalArgumentException(
          "clip ranges must satisfy 0 <= low < 1 and high >= 0, were %s and %s"
              .formatted(low, high));
    }
  }

  /** Losses per action. // advantages: [rows] → [rows, time], 0 where masked */
  Tensor perAction(Scores scores, Batch.Experience batch, Tensor advantages) {
    return of(ratio(scores, batch), advantages.unsqueeze(1)).mul(batch.actions().mask());
  }

  /** ℓ for ratios and advantages of shapes that broadcast. */
  Tensor of(Tensor ratio, Tensor advantage) {
    Tensor plain = ratio.mul(advantage);
    Tensor clipped = Maths.clamp(ratio, 1 - low, 1 + high).mul(advantage);
    return plain.minimum(clipped).neg();
  }

  /** Mean reward, and the share of actions whose ratio lies outside the clip range. */
  Map<String, Tensor> signals(Scores scores, Batch.Experience batch) {
    Tensor ratio = ratio(scores, batch).detach();
    Tensor outside =
        Maths.plus(Maths.same(Maths.clamp(ratio, 1 - low, 1 + high), ratio).neg(), 1)
            .mul(batch.actions().mask()); // [rows, time]
    return Map.of(
        "reward",
        batch.rewards().mean(),
        "clipped",
        Aggregation.OVER_ACTIONS.of(outside, batch.actions()));
  }

  /** ρ of each action. // [rows, time] */
  static Tensor ratio(Scores scores, Batch.Experience batch) {
    return scores.chosen().sub(batch.rollouts().logProbs()).exp();
  }
}
