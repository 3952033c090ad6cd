package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Direct preference optimisation.
 *
 * <pre>
 *   h(y) = log π(y|x) − log π_ref(y|x)      L = mean over pairs of −log σ(β·(h(y_w) − h(y_l)))
 * </pre>
 *
 * Source: arXiv 2305.18290. Off-policy: the pairs are given, and nothing keeps π near π_ref away
 * from them.
 *
 * @param reference borrowed, never changed
 */
public record Dpo(double beta, Policy reference) implements Objective<Batch.Preferences> {

  @Override
  public Loss loss(Scores scores, Batch.Preferences batch) {
    Tensor margins =
        Maths.times(Pairs.difference(Gains.of(scores, batch, reference)), beta); // [pairs]
    return new Loss(
        Maths.logSigmoid(margins).neg().mean(), () -> Map.of("margin", margins.detach().mean()));
  }
}
