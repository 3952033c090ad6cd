package dev.mneme.preserve;

import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;

/**
 * PCGrad: of each objective's gradient what points against another's is taken away.
 *
 * <pre>
 *   for every i:  g'_i ← g_i
 *     for every j ≠ i in random order:  if ⟨g'_i, g_j⟩ &lt; 0 then g'_i ← g'_i − g_j ⟨g'_i, g_j⟩ / ‖g_j‖²
 *   the step follows Σ_i g'_i / K
 * </pre>
 *
 * Where no two gradients conflict, λ = 1 for all. The paper's step is the sum over i; ours is its
 * mean, in the convention of {@link Reweighting}. λ_k is how often g_k is in that sum: 1 or more.
 *
 * <p>Source: arXiv 2001.06782, algorithm 1.
 *
 * @param stream borrowed, for the orders; its owner saves its state
 */
public record ProjectedGradients(int objectives, RandomStream stream) implements GradientWeighting {

  @Override
  public Weights next(double[] losses, double[][] products) {
    Given.requireProducts(losses, products, objectives);
    double[] total = new double[objectives];
    for (int i = 0; i < objectives; i++) {
      double[] own = projected(i, products);
      for (int k = 0; k < objectives; k++) {
        total[k] += own[k];
      }
    }
    return Weights.of(total);
  }

  /** g'_i as a combination of all gradients. */
  private double[] projected(int i, double[][] products) {
    double[] own = new double[objectives];
    own[i] = 1;
    for (long each : order()) {
      int j = (int) each;
      double product = 0;
      for (int k = 0; k < objectives; k++) {
        product += own[k] * products[k][j];
      }
      if (j != i && product < 0 && products[j][j] > 0) {
        own[j] -= product / products[j][j];
      }
    }
    return own;
  }

  private long[] order() {
    try (Scope scope = Scope.open()) {
      return Tensors.toLongs(stream.permutation(objectives));
    }
  }
}
