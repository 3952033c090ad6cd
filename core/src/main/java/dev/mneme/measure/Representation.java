package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model's activations on n inputs with all that comparing them with others needs, so that a base
 * that many models are compared with is worked through once.
 *
 * <pre>
 *   G = X Xᵀ                     the one product of matrices; all else is read off it
 *   C = (1 − 11ᵀ/n) G (1 − 11ᵀ/n)    inner products of the rows with columns centred
 *   linear CKA = ⟨C, D⟩ / (‖C‖ ‖D‖)  for C and D of two models
 * </pre>
 *
 * This is {@link RepresentationSimilarity#linearCka} between inputs instead of between units: the
 * same number, and the cheaper one for fewer inputs than units. It takes n² numbers. Means that are
 * r times larger than what varies cost r² of float64's 1e-16.
 */
public final class Representation {

  /** How many neighbours CKNNA looks at, as its authors do. */
  static final int NEIGHBOURS = 10;

  private final Tensor rows; // [n, d] float64
  private final Tensor centred; // [n, n] float64
  private final double length;
  private final @Nullable Neighbourhood neighbourhood;

  private Representation(
      Tensor rows, Tensor centred, double length, @Nullable Neighbourhood neighbourhood) {
    this.rows = rows;
    this.centred = centred;
    this.length = length;
    this.neighbourhood = neighbourhood;
  }

  /** Of activations [n, d]; belongs to the current scope. */
  public static Representation of(Tensor activations) {
    if (activations.dim() != 2) {
      throw new IllegalArgumentException(
          "activations are shaped [n, units], not in %d dimensions".formatted(activations.dim()));
    }
    try (Scope scope = Scope.open()) {
      Tensor rows = scope.keep(Tensors.to(activations.detach(), ElementType.F64)); // [n, d]
      Tensor products = rows.mm(rows.t()); // [n, n]
      Tensor means = products.mean(0); // [n]
      Tensor centred =
          scope.keep(
              products
                  .sub(means.unsqueeze(0))
                  .sub_(means.unsqueeze(1))
                  .add_(means.mean())); // [n, n]
      Neighbourhood neighbourhood = null;
      if (rows.size(0) > NEIGHBOURS + 1) {
        neighbourhood = Neighbourhood.of(products, NEIGHBOURS);
        scope.keep(neighbourhood.cosines());
        scope.keep(neighbourhood.near());
      }
      double length = Math.sqrt(Tensors.item(centred.square().sum()));
      return new Representation(rows, centred, length, neighbourhood);
    }
  }

  /** The activations. // [n, d] float64 */
  Tensor rows() {
    return rows;
  }

  /** Linear centred kernel alignment; NaN if one side is constant. */
  double linearCka(Representation other) {
    return Tensors.item(centred.mul(other.centred).sum()) / (length * other.length);
  }

  /** CKNNA with {@link #NEIGHBOURS} neighbours; NaN for fewer inputs than it needs. */
  double cknna(Representation other) {
    if (neighbourhood == null || other.neighbourhood == null) {
      return Double.NaN;
    }
    return neighbourhood.agreement(other.neighbourhood);
  }

  /** This one, in memory that the caller frees with {@link #close()}. */
  public Representation owned() {
    rows.retainReference();
    centred.retainReference();
    if (neighbourhood != null) {
      neighbourhood.cosines().retainReference();
      neighbourhood.near().retainReference();
    }
    return this;
  }

  /** Frees one that is {@link #owned()}. */
  public void close() {
    rows.releaseReference();
    centred.releaseReference();
    if (neighbourhood != null) {
      neighbourhood.cosines().releaseReference();
      neighbourhood.near().releaseReference();
    }
  }
}
