package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * DPO for preferences of which a share ε is the wrong way round.
 *
 * <pre>
 *   m = β·(h(y_w) − h(y_l))      L = mean over pairs of ( −(1−ε) log σ(m) + ε log σ(−m) ) / (1 − 2ε)
 * </pre>
 *
 * Its expectation over such flips is {@link Dpo}'s loss of the true preferences. Source: arXiv
 * 2403.00409.
 *
 * @param flipped ε, at least 0 and below ½
 * @param reference borrowed, never changed
 */
public record RobustDpo(double beta, double flipped, Policy reference)
    implements Objective<Batch.Preferences> {

  public RobustDpo {
    if (!(flipped >= 0 && flipped < 0.5)) {
      throw new IllegalArgumentException(
          "the share of flipped preferences must be from 0 to below 0.5, was " + flipped);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch.Preferences batch) {
    Tensor margins =
        Maths.times(Pairs.difference(Gains.of(scores, batch, reference)), beta); // [pairs]
    Tensor kept = Maths.times(Maths.logSigmoid(margins), -(1 - flipped));
    Tensor turned = Maths.times(Maths.logSigmoid(margins.neg()), flipped);
    return new Loss(
        Maths.times(kept.add(turned).mean(), 1 / (1 - 2 * flipped)),
        () -> Map.of("margin", margins.detach().mean()));
  }
}
