package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Proximal supervised fine-tuning: demonstrations as actions of advantage 1 in a clipped surrogate.
 *
 * <pre>
 *   ρ = π(a|·) / π_old(a|·)      L = − Σ min(ρ, clip(ρ, 1 − low, 1 + high)) / number of actions
 * </pre>
 *
 * An action whose probability has risen by the factor 1 + high teaches no more until the old policy
 * is renewed, which bounds how far a step moves the policy. At π = π_old the gradient is that of
 * cross-entropy. {@code low} never binds, as the advantage is positive.
 *
 * <p>Source: arXiv 2508.17784.
 *
 * @param old borrowed; renewed by whoever trains
 */
public record ProximalSft(double clipLow, double clipHigh, Policy old)
    implements Objective<Batch.Demonstrations> {

  public ProximalSft {
    Surrogate.requireRange(clipLow, clipHigh);
  }

  @Override
  public Loss loss(Scores scores, Batch.Demonstrations batch) {
    Tensor before =
        Gradients.without(
            () -> old.chosenLogProbs(batch.prompts(), batch.actions())); // [rows, time]
    Tensor ratio = scores.chosen().sub(before).exp();
    Tensor perAction =
        new Surrogate(clipLow, clipHigh)
            .of(ratio, Tensors.onesLike(ratio))
            .mul(batch.actions().mask());
    return Loss.of(Aggregation.OVER_ACTIONS.of(perAction, batch.actions()));
  }
}
