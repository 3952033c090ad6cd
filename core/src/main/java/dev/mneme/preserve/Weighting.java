package dev.mneme.preserve;

import org.jspecify.annotations.Nullable;

/** The history of losses in, weights out. */
public non-sealed interface Weighting extends Reweighting {

  /**
   * The weights of the next step where its losses have no say in them, as {@link #next} will give
   * them: the step's gradients can then be added one by one, without a graph or a gradient of each
   * being held. Null where its losses are needed, unless it says otherwise. Asking changes nothing.
   */
  default @Nullable Weights ahead() {
    return null;
  }

  /**
   * The weights of the next step.
   *
   * @param losses of that step, one an objective: any positive signal that falls as the objective
   *     is learnt, such as 1 − mean reward. Normalised by each objective's own counts
   * @throws IllegalArgumentException if there are not as many as objectives, or one is negative or
   *     not finite; nothing is remembered then
   */
  Weights next(double[] losses);
}
