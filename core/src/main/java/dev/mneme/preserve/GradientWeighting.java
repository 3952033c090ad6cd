package dev.mneme.preserve;

/**
 * The objectives' gradients in, weights out. All that such algorithms look at are inner products,
 * so they see these and not the gradients; {@link ObjectiveGradients} has both.
 */
public non-sealed interface GradientWeighting extends Reweighting {

  /**
   * The weights of the next step.
   *
   * @param losses of that step, one an objective
   * @param products the gradients' inner products ⟨g_i, g_j⟩, [objectives][objectives], symmetric
   * @throws IllegalArgumentException if there are not as many as objectives, or a product is not
   *     finite; nothing is remembered then
   */
  Weights next(double[] losses, double[][] products);
}
