package dev.mneme.tensor;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** The fused operators that transformer layers are made of. */
public final class Layers {

  private Layers() {}

  /** x · weightᵀ. // […, in] · [out, in] → […, out] */
  public static Tensor linear(Tensor x, Tensor weight) {
    return torch.linear(x, weight);
  }

  /** Rows of a table by number. // [rows, width] at […] int64 → […, width] */
  public static Tensor embedding(Tensor table, Tensor ids) {
    return torch.embedding(table, ids);
  }

  /** weight · x / √(mean x² + epsilon), over the last dimension. */
  public static Tensor rmsNorm(Tensor x, Tensor weight, double epsilon) {
    return torch.rms_norm(
        x, new long[] {weight.size(0)}, new TensorOptional(weight), new DoubleOptional(epsilon));
  }

  /** x · σ(x). */
  public static Tensor silu(Tensor x) {
    return torch.silu(x);
  }

  /** x · σ(x), written over x. */
  public static Tensor siluInPlace(Tensor x) {
    return torch.silu_(x);
  }

  /**
   * softmax(q·kᵀ / √width + mask) · v, without holding the scores where the kernel can avoid it.
   *
   * @param mask added to the scores, broadcast to [rows, heads, queries, keys]; null adds nothing
   * @param causal whether query i sees keys 0 … i only; not together with a mask
   * @return [rows, heads, queries, width]
   */
  public static Tensor attention(
      Tensor queries, Tensor keys, Tensor values, @Nullable Tensor mask, boolean causal) {
    return torch.scaled_dot_product_attention(
        queries,
        keys,
        values,
        mask == null ? new TensorOptional() : new TensorOptional(mask),
        0.0,
        causal,
        new DoubleOptional(),
        false);
  }

  /** 1 / base^(2i / width) for i below width / 2. // [width / 2] float32 */
  public static Tensor rotaryFrequencies(double base, int width) {
    Tensor exponents = Maths.times(range(width / 2), 2).div(new Scalar((double) width));
    return torch.pow(new Scalar(base), exponents).reciprocal();
  }

  /** 0, 1, … n-1. // [n] float32 */
  public static Tensor range(long n) {
    return Tensors.to(wholeRange(n), ElementType.F32);
  }

  /** 0, 1, … n-1. // [n] int64 */
  public static Tensor wholeRange(long n) {
    Native.load();
    return torch.arange(new Scalar(n), Tensors.options(ScalarType.Long));
  }

  /** 0 where the condition holds, −∞ elsewhere: a mask for {@link #attention}. */
  public static Tensor additiveMask(Tensor condition, ElementType type) {
    return Tensors.to(
        torch.where(condition, new Scalar(0.0), new Scalar(Double.NEGATIVE_INFINITY)), type);
  }
}
