package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.LinearAlgebra;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether two models arrange the same n inputs alike, whatever the axes: 1 for the same arrangement
 * up to rotation and scale, about 0 for unrelated ones. The widths may differ.
 */
public final class RepresentationSimilarity {

  private RepresentationSimilarity() {}

  /**
   * Linear centred kernel alignment of activations [n, d] and [n, e]; NaN if one side is constant.
   *
   * <pre>  ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖)     X, Y with columns centred, Frobenius norms </pre>
   *
   * The estimate is biased upwards where n is not much larger than the widths.
   *
   * <p>Source: Kornblith et al. 2019 (arXiv 1905.00414), the form in feature space.
   */
  public static double linearCka(Tensor first, Tensor second) {
    requireMatrices(first, second);
    try (Scope scope = Scope.open()) {
      Tensor x = centred(first); // [n, d]
      Tensor y = centred(second); // [n, e]
      double cross = Tensors.item(y.t().mm(x).square().sum());
      double xx = Tensors.item(x.t().mm(x).square().sum());
      double yy = Tensors.item(y.t().mm(y).square().sum());
      return cross / Math.sqrt(xx * yy);
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
    long n = first.size(0);
    if (neighbours < 2 || neighbours > n - 2 || n < 4) {
      throw new IllegalArgumentException(
          "CKNNA of %d inputs needs between 2 and %d neighbours, not %d"
              .formatted(n, n - 2, neighbours));
    }
    try (Scope scope = Scope.open()) {
      Tensor k = cosines(first); // [n, n]
      Tensor l = cosines(second);
      Tensor nearK = nearest(k, neighbours); // [n, n], 1 for a neighbour
      Tensor nearL = nearest(l, neighbours);
      Tensor both = nearK.mul(nearL);
      double kk = independence(nearK.mul(k), nearK.mul(k));
      double ll = independence(nearL.mul(l), nearL.mul(l));
      return independence(both.mul(k), both.mul(l)) / Math.sqrt(kk * ll);
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

  /** The cosine of each pair of rows; the diagonal is zero, as the unbiased HSIC wants it. */
  private static Tensor cosines(Tensor activations) {
    Tensor wide = Tensors.to(activations.detach(), ElementType.F64);
    Tensor lengths = wide.square().sum(-1).sqrt().clamp_min(new Scalar(Double.MIN_NORMAL));
    Tensor unit = wide.div(lengths.unsqueeze(-1)); // [n, d]
    return unit.mm(unit.t()).fill_diagonal_(new Scalar(0.0));
  }

  private static Tensor nearest(Tensor similarities, int count) {
    Tensor others = similarities.clone().fill_diagonal_(new Scalar(Double.NEGATIVE_INFINITY));
    Tensor where = LinearAlgebra.largestOfEachRow(others, count); // [n, count]
    return similarities.mul(new Scalar(0.0)).scatter_(1, where, new Scalar(1.0));
  }

  /** Unbiased HSIC up to a factor that depends on n alone, of matrices with a zero diagonal. */
  private static double independence(Tensor k, Tensor l) {
    double n = k.size(0);
    double aligned = Tensors.item(k.mul(l.t()).sum());
    double totals = Tensors.item(k.sum()) * Tensors.item(l.sum());
    double chained = Tensors.item(k.sum(0).mul(l.sum(1)).sum()); // Σ_ij (K L)_ij
    return aligned + totals / ((n - 1) * (n - 2)) - 2 * chained / (n - 2);
  }
}
