package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Clipped importance-sampling policy optimisation: the weight is clipped, not the gradient.
 *
 * <pre>  A = (r − mean_group) / (std_group + 1e-4)
 *  L = Σ −sg(min(ρ, largest)) · A · log π(a) / number of actions </pre>
 *
 * Every action keeps a gradient, also where the ratio has left the range in which {@link Grpo}
 * would silence it; the bounded weight bounds the variance, at the price of a bias.
 *
 * <p>Source: arXiv 2506.13585, with the upper bound only, as arXiv 2510.13786 uses it.
 *
 * @param largest weight of an action; 5 in the second source
 */
public record Cispo(double largest) implements Objective<Batch.Experience> {

  public Cispo {
    if (!(largest > 0)) {
      throw new IllegalArgumentException("the largest weight must be positive, was " + largest);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Tensor ratio = Surrogate.ratio(scores, batch).detach(); // [rows, time]
    Tensor advantages = Advantages.groupNormalised(batch.rewards(), batch.actions().group());
    Tensor perAction =
        Maths.clamp(ratio, 0, largest)
            .mul(advantages.unsqueeze(1))
            .mul(scores.chosen())
            .neg()
            .mul(batch.actions().mask());
    return new Loss(
        Aggregation.OVER_ACTIONS.of(perAction, batch.actions()), () -> signals(batch, ratio));
  }

  private Map<String, Tensor> signals(Batch.Experience batch, Tensor ratio) {
    Tensor inside = Maths.same(Maths.clamp(ratio, 0, largest), ratio);
    Tensor outside = Maths.plus(inside.neg(), 1).mul(batch.actions().mask());
    return Map.of(
        "reward", batch.rewards().mean(),
        "clipped", Aggregation.OVER_ACTIONS.of(outside, batch.actions()));
  }
}
