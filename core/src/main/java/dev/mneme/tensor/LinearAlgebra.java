package dev.mneme.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Decompositions and selections whose raw calls are not methods of a tensor. */
public final class LinearAlgebra {

  private LinearAlgebra() {}

  /**
   * The singular values of a matrix [m, n], falling. // [min(m, n)] float64
   *
   * <p>A float64 matrix is decomposed as it is. Narrower elements go through the eigenvalues of
   * their Gram matrix in float64, about twice as fast: a value of zero may then read as high as √n
   * · 1.5e-8 times the largest, which is still below what float32 elements resolve.
   */
  public static Tensor singularValues(Tensor matrix) {
    Tensor plain = matrix.detach();
    if (Tensors.typeOf(plain) == ElementType.F64) {
      return torch.linalg_svdvals(plain);
    }
    Tensor wide = Tensors.to(plain, ElementType.F64); // [m, n]
    Tensor gram = wide.size(0) < wide.size(1) ? wide.mm(wide.t()) : wide.t().mm(wide);
    return torch.linalg_eigvalsh(gram).clamp_min(new Scalar(0.0)).sqrt().flip(0);
  }

  /**
   * Where the {@code count} largest elements of each row [rows, n] stand. // [rows, count] int64
   */
  public static Tensor largestOfEachRow(Tensor matrix, long count) {
    return matrix.topk(count).get1();
  }
}
