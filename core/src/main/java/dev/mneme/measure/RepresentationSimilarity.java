package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether two models arrange the same n inputs alike, whatever the axes: 1 for the same arrangement
 * up to rotation and scale, about 0 for unrelated ones. The widths may differ. To compare many
 * models with one base, make a {@link Representation} of it.
 */
public final class RepresentationSimilarity {

  private RepresentationSimilarity() {}

  /**
   * Linear centred kernel alignment of activations [n, d] and [n, e]; NaN if one side is constant.
   *
   * <pre>
   *   ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖)     X, Y with columns centred, Frobenius norms
   *     = ⟨XXᵀ, YYᵀ⟩ / (‖XXᵀ‖ ‖YYᵀ‖)     the same number; the form taken for n below d and e
   * </pre>
   *
   * The estimate is biased upwards where n is not much larger than the widths.
   *
   * <p>Source: Kornblith et al. 2019 (arXiv 1905.00414), section 3.
   */
  public static double linearCka(Tensor first, Tensor second) {
    requireMatrices(first, second);
    try (Scope scope = Scope.open()) {
      Tensor x = centred(first); // [n, d]
      Tensor y = centred(second); // [n, e]
      if (x.size(0) < Math.min(x.size(1), y.size(1))) {
        Tensor k = x.mm(x.t()); // [n, n]
        Tensor l = y.mm(y.t());
        return inner(k, l) / Math.sqrt(inner(k, k) * inner(l, l));
      }
      Tensor cross = y.t().mm(x); // [e, d]
      Tensor xx = x.t().mm(x); // [d, d]
      Tensor yy = y.t().mm(y);
      return inner(cross, cross) / Math.sqrt(inner(xx, xx) * inner(yy, yy));
    }
  }

  /**
   * Centred kernel alignment over mutual nearest neighbours only.
   *
   * <pre>
   *   K = X Xᵀ, L = Y Yᵀ      rows of X and Y scaled to length one
   *   A(K, L) = HSIC(m ∘ K, m ∘ L)   m_ij = 1 if j ≠ i is among the k nearest of i in both K and L
   *   CKNNA = A(K, L) / sqrt(A(K, K) A(L, L))
   *   HSIC(K, L) ∝ Σ_ij K_ij L_ji + ΣK ΣL / ((n−1)(n−2)) − 2 Σ_ij (K L)_ij / (n−2)
   * </pre>
   *
   * Source: Huh et al. 2024 (arXiv 2405.07987); HSIC is the unbiased form of Song et al. 2012, as
   * in the authors' released code. Their paper's equation centres each row instead; and their code
   * adds 1e-6 below the fraction, which is left out here so that equal inputs give 1.
   *
   * @param neighbours k, at least 2 and at most n − 2; the authors take 10
   */
  public static double cknna(Tensor first, Tensor second, int neighbours) {
    requireMatrices(first, second);
    try (Scope scope = Scope.open()) {
      return Neighbourhood.of(products(first), neighbours)
          .agreement(Neighbourhood.of(products(second), neighbours));
    }
  }

  static void requireMatrices(Tensor first, Tensor second) {
    if (first.dim() != 2 || second.dim() != 2 || first.size(0) != second.size(0)) {
      throw new IllegalArgumentException(
          "activations of the same inputs are compared, shaped [n, units] on both sides");
    }
  }

  private static Tensor centred(Tensor activations) {
    Tensor wide = Tensors.to(activations.detach(), ElementType.F64);
    return wide.sub(wide.mean(0).unsqueeze(0));
  }

  private static Tensor products(Tensor activations) {
    Tensor wide = Tensors.to(activations.detach(), ElementType.F64);
    return wide.mm(wide.t()); // [n, n]
  }

  private static double inner(Tensor a, Tensor b) {
    return Tensors.item(a.mul(b).sum());
  }
}
