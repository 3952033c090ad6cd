package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * How the activations of a tuned model differ from those of its base on the same n inputs.
 *
 * @param l1 mean over inputs of {@code Σ |tuned − base|} over the d units
 * @param l2 mean over inputs of {@code sqrt(Σ (tuned − base)²)}
 * @param linearCka {@link RepresentationSimilarity#linearCka}: 1 is the same up to a rotation
 * @param cknna {@link RepresentationSimilarity#cknna} with 10 neighbours; NaN for fewer than 12
 *     inputs
 */
public record ActivationChange(Estimate l1, Estimate l2, double linearCka, double cknna) {

  private static final int NEIGHBOURS = 10;

  /** Compares activations [n, d] of the base and of the tuned model, row by row. */
  public static ActivationChange between(Tensor base, Tensor tuned) {
    RepresentationSimilarity.requireMatrices(base, tuned);
    if (base.size(1) != tuned.size(1)) {
      throw new IllegalArgumentException(
          "activations have %d units in the base but %d in the tuned model"
              .formatted(base.size(1), tuned.size(1)));
    }
    try (Scope scope = Scope.open()) {
      Tensor delta =
          Tensors.to(tuned.detach(), ElementType.F64)
              .sub(Tensors.to(base.detach(), ElementType.F64)); // [n, d]
      boolean enough = base.size(0) > NEIGHBOURS + 1;
      return new ActivationChange(
          Estimate.of(Tensors.toDoubles(delta.abs().sum(-1))),
          Estimate.of(Tensors.toDoubles(delta.square().sum(-1).sqrt())),
          RepresentationSimilarity.linearCka(base, tuned),
          enough ? RepresentationSimilarity.cknna(base, tuned, NEIGHBOURS) : Double.NaN);
    }
  }
}
