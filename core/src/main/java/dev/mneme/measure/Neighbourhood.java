package dev.mneme.measure;

import dev.mneme.tensor.LinearAlgebra;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Which of n inputs a model takes to be alike: one side of {@link RepresentationSimilarity#cknna},
 * whose notation is used here.
 *
 * @param cosines K, with a diagonal of zero. // [n, n] float64
 * @param near 1 where the column is among the nearest neighbours of the row, else 0. // [n, n]
 *     float64
 * @param own A(K, K)
 */
record Neighbourhood(Tensor cosines, Tensor near, double own) {

  /**
   * Reads it off the inner products of the n activations; belongs to the current scope.
   *
   * @param products X Xᵀ of the rows as they are. // [n, n] float64
   * @param neighbours k, at least 2 and at most n − 2
   */
  static Neighbourhood of(Tensor products, int neighbours) {
    long n = products.size(0);
    if (neighbours < 2 || neighbours > n - 2) {
      throw new IllegalArgumentException(
          "CKNNA of %d inputs needs between 2 and %d neighbours, not %d"
              .formatted(n, n - 2, neighbours));
    }
    Tensor lengths = products.diagonal().sqrt().clamp_min(new Scalar(Double.MIN_NORMAL)); // [n]
    // One side at a time: the product of two tiny lengths would be zero.
    Tensor cosines = products.div(lengths.unsqueeze(0)).div_(lengths.unsqueeze(1));
    cosines.fill_diagonal_(new Scalar(0.0)); // as the unbiased HSIC wants it
    Tensor others = cosines.clone().fill_diagonal_(new Scalar(Double.NEGATIVE_INFINITY));
    Tensor where = LinearAlgebra.largestOfEachRow(others, neighbours); // [n, k]
    Tensor near = Tensors.zerosLike(cosines).scatter_(1, where, new Scalar(1.0));
    Tensor masked = near.mul(cosines);
    return new Neighbourhood(cosines, near, independence(masked, masked));
  }

  /** CKNNA of two neighbourhoods of the same inputs. */
  double agreement(Neighbourhood other) {
    Tensor both = near.mul(other.near); // [n, n]
    double cross = independence(both.mul(cosines), both.mul(other.cosines));
    return cross / Math.sqrt(own * other.own);
  }

  /** Unbiased HSIC up to a factor that depends on n alone, of matrices with a zero diagonal. */
  private static double independence(Tensor k, Tensor l) {
    double n = k.size(0);
    Tensor columns = k.sum(0); // [n]
    Tensor rows = l.sum(1);
    double aligned = Tensors.item(k.mul(l.t()).sum());
    double totals = Tensors.item(columns.sum()) * Tensors.item(rows.sum());
    double chained = Tensors.item(columns.dot(rows)); // Σ_ij (K L)_ij
    return aligned + totals / ((n - 1) * (n - 2)) - 2 * chained / (n - 2);
  }
}
