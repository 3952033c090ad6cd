package dev.mneme.preserve;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Elastic weight consolidation: a weight matters as much as the policy's distribution changes with
 * it, the diagonal of the Fisher information.
 *
 * <pre>  w_i = E_{x, y} Σ_t E_{a ~ π(·|x, y_&lt;t)} [ (∂ log π(a|x, y_&lt;t) / ∂θ_i)² ] </pre>
 *
 * Histories (x, y_&lt;t) are the rows', but at every position a is drawn from the policy itself:
 * this is the true Fisher, not the "empirical" one that takes a from the rows, which is not the
 * curvature of anything where the policy does not fit them. One draw a position, all of a row's in
 * one gradient: draws are independent and each has the expected gradient 0, so that products of two
 * positions vanish on average. Unbiased. Where rows are the policy's own texts it is the Fisher of
 * whole texts, as {@code measure.DiagonalFisher} has it, without writing them.
 *
 * <p>Source: arXiv 1612.00796, equation 3, whose λ is the anchor's weight; the paper does not
 * divide w by its mean.
 *
 * @param stream of the draws; borrowed
 */
public record Ewc(RandomStream stream) implements Importance {

  @Override
  public Parameters of(Policy policy, List<? extends Supplier<? extends Batch>> rows) {
    return RowGradients.mean(
        policy, rows, row -> drawn(policy, row), gradient -> gradient.mul(gradient));
  }

  /** Σ_t log π(a_t|x, y_&lt;t) over the row's actions. */
  private Tensor drawn(Policy policy, Batch row) {
    Tensor logProbs = policy.logProbs(row.prompts(), row.actions()); // [1, time, alphabet]
    Tensor flat = logProbs.reshape(-1, logProbs.size(2)); // [time, alphabet]
    Tensor actions = Gradients.without(() -> stream.categorical(flat.exp(), 1)); // [time, 1]
    return flat.gather(1, actions).reshape(-1).mul(row.actions().mask().reshape(-1)).sum();
  }
}
