package dev.mneme.preserve;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.Parameters;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Memory aware synapses: a weight matters as much as the length of the policy's output changes with
 * it. No labels are looked at, nor drawn.
 *
 * <pre>  w_i = E_{x, y} | ∂ ‖f(x, y)‖² / ∂θ_i |      ‖f(x, y)‖² = Σ_t Σ_a π(a|x, y_&lt;t)² </pre>
 *
 * The output f is the probabilities at all positions of a row's actions. Not the logits: they are
 * determined up to a constant a position only, on which ‖f‖ and its gradient would depend though
 * nothing that the policy says does, and over a large vocabulary the many actions that are never
 * taken would make up most of ‖f‖. The price: w vanishes where the policy is certain, as the Fisher
 * information does.
 *
 * <p>Source: arXiv 1711.09601, section 4, whose λ is half the anchor's weight (it has no ½); the
 * paper does not divide w by its mean.
 */
public record Mas() implements Importance {

  @Override
  public Parameters of(Policy policy, List<? extends Supplier<? extends Batch>> rows) {
    return RowGradients.mean(
        policy, rows, row -> squaredLength(policy, row), gradient -> gradient.abs());
  }

  private static Tensor squaredLength(Policy policy, Batch row) {
    Tensor probabilities =
        policy.logProbs(row.prompts(), row.actions()).exp(); // [1, time, alphabet]
    return probabilities.square().mul(row.actions().mask().unsqueeze(2)).sum();
  }
}
