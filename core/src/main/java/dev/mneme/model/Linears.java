package dev.mneme.model;

import org.bytedeco.pytorch.Tensor;

/**
 * The linear layers of a decoder by name, so that an adapter can stand between the weights and the
 * forward pass. A module is named as in Hugging Face checkpoints without {@code .weight}, such as
 * {@code model.layers.0.mlp.up_proj}.
 */
public interface Linears {

  /** x · Wᵀ (+ b), differentiable. // […, in] → […, out] */
  Tensor apply(String module, Tensor input);

  /**
   * The one matrix that {@link #apply} multiplies by, with all adapters merged, for the fused
   * layers of sampling; not recorded for differentiation. It may be the weight itself. // [out, in]
   */
  Tensor merged(String module);
}
