package dev.mneme.preserve;

/** The history of losses in, weights out. */
public non-sealed interface Weighting extends Reweighting {

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
