package dev.mneme.model;

import org.bytedeco.pytorch.Tensor;

/**
 * A divergence D(p, q) between what two models say comes next, summed exactly over the alphabet; q
 * is that of the one that learns.
 *
 * <pre>
 *   q = softmax(z)     ∂D/∂z_v = q_v (r_v − Σ_u q_u r_u)     r_v = ∂D/∂q_v
 * </pre>
 */
public interface TokenDivergence {

  /**
   * At each token, in nats; differentiable.
   *
   * @param logP log-probabilities, normalised // […, alphabet]
   * @param logQ the same of the learning model
   * @return […]
   */
  Tensor between(Tensor logP, Tensor logQ);

  /**
   * ∂D/∂z of the learning model's logits, by its formula.
   *
   * @return a tensor of its own, which the caller may write over // [tokens, alphabet]
   */
  Tensor slope(Tensor logP, Tensor logQ);
}
