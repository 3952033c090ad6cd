package dev.mneme.preserve;

import java.util.Map;

/**
 * Dynamic weight average (DWA): objectives whose loss falls slowly count for more.
 *
 * <pre>
 *   L̄_k(e)  mean loss of objective k over epoch e
 *   r_k = L̄_k(e − 1) / L̄_k(e − 2)      λ(e) = K · softmax(r / T)      λ = 1 in the first two epochs
 * </pre>
 *
 * The mean of λ is 1. An epoch is a number of steps here, as objectives may have data of different
 * sizes. Losses must not be negative; nothing in nothing is 1, and no ratio exceeds 1000.
 *
 * <p>Source: arXiv 1803.10704, section 3.3, with T = 2.
 */
public final class DynamicWeightAverage implements Weighting {

  private final int objectives;
  private final int epoch;
  private final double temperature;
  private final Memory memory = new Memory();
  private final double[] sums; // of the epoch that is going on
  private final double[] last;
  private final double[] before;
  private final double[] steps;

  /**
   * @param epoch steps
   * @param temperature T
   */
  public DynamicWeightAverage(int objectives, int epoch, double temperature) {
    Given.requireAtLeast(1, "the steps of an epoch", epoch);
    Given.requirePositive("temperature", temperature);
    this.objectives = objectives;
    this.epoch = epoch;
    this.temperature = temperature;
    this.sums = memory.zeros("sums", objectives);
    this.last = memory.zeros("last", objectives);
    this.before = memory.zeros("before", objectives);
    this.steps = memory.zeros("steps", 1);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights ahead() {
    return steps[0] < 2.0 * epoch ? Weights.alike(objectives) : weights();
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    Weights weights = ahead();
    remember(losses);
    return weights;
  }

  private Weights weights() {
    double[] ratios = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      ratios[k] = Ratio.of(last[k], before[k]);
    }
    return Weights.of(Softmax.scaled(ratios, temperature)).because("convergence", ratios);
  }

  private void remember(double[] losses) {
    steps[0]++;
    boolean over = steps[0] % epoch == 0;
    for (int k = 0; k < objectives; k++) {
      sums[k] += losses[k];
      if (over) {
        before[k] = last[k];
        last[k] = sums[k] / epoch;
        sums[k] = 0;
      }
    }
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
