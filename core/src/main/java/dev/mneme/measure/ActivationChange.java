package dev.mneme.measure;

import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
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

  /** Compares activations [n, d] of the base and of the tuned model, row by row. */
  public static ActivationChange between(Tensor base, Tensor tuned) {
    RepresentationSimilarity.requireMatrices(base, tuned);
    try (Scope scope = Scope.open()) {
      return between(Representation.of(base), Representation.of(tuned));
    }
  }

  /** The same from representations of n inputs with d units each. */
  public static ActivationChange between(Representation base, Representation tuned) {
    if (!Arrays.equals(Tensors.shapeOf(base.rows()), Tensors.shapeOf(tuned.rows()))) {
      throw new IllegalArgumentException(
          "activations have shape %s in the base but %s in the tuned model"
              .formatted(
                  Arrays.toString(Tensors.shapeOf(base.rows())),
                  Arrays.toString(Tensors.shapeOf(tuned.rows()))));
    }
    try (Scope scope = Scope.open()) {
      Tensor delta = tuned.rows().sub(base.rows()); // [n, d]
      return new ActivationChange(
          Estimate.of(Tensors.toDoubles(delta.abs().sum(-1))),
          Estimate.of(Tensors.toDoubles(delta.square_().sum(-1).sqrt())),
          base.linearCka(tuned),
          base.cknna(tuned));
    }
  }
}
