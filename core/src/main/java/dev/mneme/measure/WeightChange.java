package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.LinearAlgebra;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * How the weights of a tuned model differ from those of its base: δ = tuned − base.
 *
 * <pre>
 *   l1 = Σ |δ|        l2 = sqrt(Σ δ²)                over all weights
 *   spectralNorm = max over matrices of σ_max(δ)     the figure to report
 *   fisherWeightedL2 = sqrt(Σ F δ²)                  F the diagonal Fisher information of the base
 * </pre>
 *
 * Papers say "spectral norm of the change" without saying over which matrix. The maximum is the
 * norm of all changes put on the diagonal of one matrix, so it is ours; the sum over matrices is
 * given beside it. Weights with two or more dimensions count as matrices [first, all others];
 * vectors such as biases enter l1, l2 and the shares only.
 *
 * @param l1 in the unit of the weights
 * @param l2 in the unit of the weights
 * @param spectralNorm largest singular value of any matrix's change; 0 if there is no matrix
 * @param spectralNormSum the largest singular values summed over the matrices
 * @param unchanged share of weights whose float32 value is exactly the same
 * @param unchangedInBfloat16 the same share after rounding both to bfloat16. It is near one for
 *     small learning rates whatever the method: a property of the format, not of the training
 * @param matrices each matrix's change, in the order of the weights
 * @param fisherWeighted {@code sqrt(Σ F δ²)} for each Fisher F that was given, in their order
 */
public record WeightChange(
    double l1,
    double l2,
    double spectralNorm,
    double spectralNormSum,
    double unchanged,
    double unchangedInBfloat16,
    List<MatrixChange> matrices,
    List<Double> fisherWeighted) {

  private static final double FLOAT_EPSILON = Math.ulp(1f);
  private static final double DOUBLE_EPSILON = Math.ulp(1.0);

  public WeightChange {
    matrices = List.copyOf(matrices);
    fisherWeighted = List.copyOf(fisherWeighted);
  }

  /**
   * The change of one matrix.
   *
   * @param rank how many singular values exceed {@code max(m, n) · ε · σ_max}, the tolerance of
   *     NumPy's matrix_rank, ε being that of float64 weights or else of float32. Rounding of the
   *     weights themselves counts: a low-rank update added to float32 weights can read as full rank
   * @param fullRank min(m, n)
   */
  public record MatrixChange(String weight, double spectralNorm, long rank, long fullRank) {

    /** The rank as a share of full rank. */
    public double rankShare() {
      return (double) rank / fullRank;
    }
  }

  /**
   * Compares two sets of weights of the same names and shapes.
   *
   * @throws IllegalArgumentException if names or shapes differ
   */
  public static WeightChange between(Map<String, Tensor> base, Map<String, Tensor> tuned) {
    return between(base, tuned, List.of());
  }

  /**
   * The same with Fisher-weighted lengths, in one pass over the weights.
   *
   * @param fishers diagonals of Fisher informations, each one tensor a weight, none negative;
   *     quickest in float64
   */
  public static WeightChange between(
      Map<String, Tensor> base, Map<String, Tensor> tuned, List<Map<String, Tensor>> fishers) {
    requireSameNames(base, tuned);
    fishers.forEach(fisher -> requireSameNames(base, fisher));
    double[] weighted = new double[fishers.size()];
    double l1 = 0;
    double squares = 0;
    double unchanged = 0;
    double unchangedInBfloat16 = 0;
    long count = 0;
    List<MatrixChange> matrices = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : base.entrySet()) {
      try (Scope scope = Scope.open()) {
        String name = entry.getKey();
        Tensor before = entry.getValue().detach();
        Tensor after = matching(name, before, tuned);
        Tensor delta = difference(before, after);
        l1 += Tensors.item(delta.abs().sum());
        Tensor square = delta.square();
        squares += Tensors.item(square.sum());
        for (int i = 0; i < weighted.length; i++) {
          weighted[i] += weighted(square, matching(name, before, fishers.get(i)));
        }
        unchanged += same(before, after, ElementType.F32);
        unchangedInBfloat16 += same(before, after, ElementType.BF16);
        count += delta.numel();
        if (delta.dim() >= 2) {
          matrices.add(matrixChange(name, delta, Tensors.typeOf(before)));
        }
      }
    }
    return new WeightChange(
        l1,
        Math.sqrt(squares),
        matrices.stream().mapToDouble(MatrixChange::spectralNorm).max().orElse(0),
        matrices.stream().mapToDouble(MatrixChange::spectralNorm).sum(),
        unchanged / count,
        unchangedInBfloat16 / count,
        matrices,
        Arrays.stream(weighted).map(Math::sqrt).boxed().toList());
  }

  /**
   * {@code sqrt(Σ F δ²)} over all weights.
   *
   * @param fisher the diagonal of the Fisher information, one tensor a weight, none negative
   */
  public static double fisherWeightedL2(
      Map<String, Tensor> base, Map<String, Tensor> tuned, Map<String, Tensor> fisher) {
    requireSameNames(base, tuned);
    requireSameNames(base, fisher);
    double sum = 0;
    for (Map.Entry<String, Tensor> entry : base.entrySet()) {
      try (Scope scope = Scope.open()) {
        Tensor before = entry.getValue().detach();
        Tensor delta = difference(before, matching(entry.getKey(), before, tuned));
        sum += weighted(delta.square(), matching(entry.getKey(), before, fisher));
      }
    }
    return Math.sqrt(sum);
  }

  /** The summed ranks of all matrices as a share of their summed full ranks; NaN without any. */
  public double rankShare() {
    double rank = matrices.stream().mapToLong(MatrixChange::rank).sum();
    return rank / matrices.stream().mapToLong(MatrixChange::fullRank).sum();
  }

  private static MatrixChange matrixChange(String name, Tensor delta, ElementType type) {
    Tensor matrix = delta.reshape(delta.size(0), -1); // [m, n]
    boolean wide = type == ElementType.F64;
    double[] singular =
        Tensors.toDoubles(
            LinearAlgebra.singularValues(wide ? matrix : Tensors.to(matrix, ElementType.F32)));
    double epsilon = wide ? DOUBLE_EPSILON : FLOAT_EPSILON;
    double tolerance = Math.max(matrix.size(0), matrix.size(1)) * epsilon * singular[0];
    long rank = Arrays.stream(singular).filter(value -> value > tolerance).count();
    return new MatrixChange(name, singular[0], rank, singular.length);
  }

  /** Σ F δ². */
  private static double weighted(Tensor square, Tensor fisher) {
    Tensor wide = Tensors.to(fisher, ElementType.F64);
    return Tensors.item(wide.reshape(-1).dot(square.reshape(-1)));
  }

  private static Tensor difference(Tensor before, Tensor after) {
    return Tensors.to(after, ElementType.F64).sub(Tensors.to(before, ElementType.F64));
  }

  private static long same(Tensor before, Tensor after, ElementType type) {
    Tensor equal = Tensors.to(before, type).eq(Tensors.to(after, type));
    return (long) Tensors.item(equal.sum());
  }

  private static Tensor matching(String name, Tensor wanted, Map<String, Tensor> others) {
    Tensor other = others.get(name);
    if (other == null || !Arrays.equals(Tensors.shapeOf(wanted), Tensors.shapeOf(other))) {
      throw new IllegalArgumentException(
          "weight %s has shape %s on one side but %s on the other"
              .formatted(
                  name,
                  Arrays.toString(Tensors.shapeOf(wanted)),
                  other == null ? "none" : Arrays.toString(Tensors.shapeOf(other))));
    }
    return other.detach();
  }

  private static void requireSameNames(Map<String, Tensor> base, Map<String, Tensor> other) {
    if (base.isEmpty() || !base.keySet().equals(other.keySet())) {
      throw new IllegalArgumentException(
          "weights of the same names are compared, but these were given: %s and %s"
              .formatted(base.keySet(), other.keySet()));
    }
  }
}
