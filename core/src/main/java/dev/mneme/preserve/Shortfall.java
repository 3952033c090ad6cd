package dev.mneme.preserve;

import java.util.Arrays;
import java.util.Map;

/**
 * Shortfall: objectives count by what is left of them to be learnt, and one that is only to be kept
 * by what was lost of it.
 *
 * <pre>
 *   μ_k   mean loss of objective k over the last W steps      μ°_k   over the first W
 *   s_k = μ_k, or max(0, μ_k − μ°_k) for the one that is kept
 *   λ_k = K · s_k / Σ_j s_j      λ = 1 in the first W steps, and where nothing is left
 * </pre>
 *
 * The mean of λ is 1. A format that all answers meet counts nothing any more, and general text
 * counts as soon as it is forgotten, and no sooner. Losses must not be negative and are compared as
 * they are, so that their units matter: 1 − mean reward lies in [0, 1], as a loss on text of which
 * little is forgotten does. What noise there is in μ − μ° counts as a loss where it is positive.
 *
 * <p>Source: ours, to be held against RECAP, whose weights tell objectives hardly apart that all
 * move slowly.
 */
public final class Shortfall implements Weighting {

  private final int objectives;
  private final int window;
  private final boolean keepsLast;
  private final Memory memory = new Memory();
  private final double[] recent; // the last W losses of the first objective, then of the next
  private final double[] first;
  private final double[] steps;

  /**
   * @param window W
   * @param keepsLast whether the last objective is only to be kept
   */
  public Shortfall(int objectives, int window, boolean keepsLast) {
    Given.requireAtLeast(1, "the steps of a window", window);
    this.objectives = objectives;
    this.window = window;
    this.keepsLast = keepsLast;
    this.recent = memory.zeros("recent", objectives * window);
    this.first = memory.zeros("first", objectives);
    this.steps = memory.zeros("steps", 1);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights ahead() {
    return steps[0] < window ? Weights.alike(objectives) : weights();
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    Weights weights = ahead();
    for (int k = 0; k < objectives; k++) {
      recent[k * window + (int) (steps[0] % window)] = losses[k];
    }
    steps[0]++;
    if (steps[0] == window) {
      for (int k = 0; k < objectives; k++) {
        first[k] = mean(k);
      }
    }
    return weights;
  }

  private double mean(int objective) {
    return Arrays.stream(recent, objective * window, (objective + 1) * window)
        .average()
        .orElseThrow();
  }

  private Weights weights() {
    double[] left = new double[objectives];
    double sum = 0;
    for (int k = 0; k < objectives; k++) {
      boolean kept = keepsLast && k == objectives - 1;
      left[k] = kept ? Math.max(0, mean(k) - first[k]) : mean(k);
      sum += left[k];
    }
    if (sum == 0) {
      return Weights.alike(objectives).because("shortfall", left);
    }
    return new FixedProportions(Arrays.stream(left).boxed().toList())
        .ahead()
        .because("shortfall", left);
  }

  @Override
  public Map<String, double[]> state() {
    return memory.state();
  }

  @Override
  public void restore(Map<String, double[]> state) {
    memory.restore(state);
  }
}
