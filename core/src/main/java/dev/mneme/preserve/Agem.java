package dev.mneme.preserve;

/**
 * A-GEM: the first objective is learnt, the others are memory, whose mean loss no step may raise.
 *
 * <pre>
 *   g = g_1      r = 1/(K−1) Σ_{k≥2} g_k
 *   the step follows  g                       if ⟨g, r⟩ ≥ 0
 *                     g − r ⟨g, r⟩ / ⟨r, r⟩   otherwise, which is at a right angle to r
 * </pre>
 *
 * In the convention of {@link Reweighting}, (1/K) Σ λ_k g_k: λ_1 = K, and for the others 0 or
 * −K/(K−1) · ⟨g, r⟩ / ⟨r, r⟩. The memory is never learnt for its own sake: it counts for something
 * only where a step would harm it. The mean of λ is 1 or more.
 *
 * <p>Source: arXiv 1812.00420, equation 11.
 */
public record Agem(int objectives) implements GradientWeighting {

  public Agem {
    Given.requireAtLeast(2, "the objectives, one to learn and the others to keep,", objectives);
  }

  /** Where nothing is to be kept, the first is learnt as it is. */
  @Override
  public Weights present() {
    double[] weights = new double[objectives];
    weights[0] = objectives;
    return Weights.of(weights);
  }

  @Override
  public Weights next(double[] losses, double[][] products) {
    Given.requireProducts(losses, products, objectives);
    int kept = objectives - 1;
    double along = 0; // ⟨g, r⟩
    double length = 0; // ⟨r, r⟩
    for (int j = 1; j < objectives; j++) {
      along += products[0][j] / kept;
      for (int k = 1; k < objectives; k++) {
        length += products[j][k] / ((double) kept * kept);
      }
    }
    double against = along < 0 && length > 0 ? -along / length : 0;
    double[] weights = new double[objectives];
    weights[0] = objectives;
    for (int k = 1; k < objectives; k++) {
      weights[k] = objectives * against / kept;
    }
    return Weights.of(weights);
  }
}
