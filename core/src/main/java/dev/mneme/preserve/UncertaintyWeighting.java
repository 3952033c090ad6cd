package dev.mneme.preserve;

import java.util.Map;

/**
 * Uncertainty weighting: each objective has a variance σ² that is learnt with the model, and counts
 * the less the noisier it is taken to be.
 *
 * <pre>
 *   Σ_k exp(−s_k) L_k + ½ s_k,   s_k = log σ_k², from 0 on      λ_k = exp(−s_k)
 *   ∂/∂s_k = ½ − exp(−s_k) L_k                                  at rest λ_k = 1 / (2 L_k)
 * </pre>
 *
 * This is the form of likelihoods, whose scale is a temperature; for squared errors the paper has
 * another ½ before L. The mean of λ is <em>not</em> 1: small losses come to count for much, and so
 * |s| is held to 5 (λ between 0.0067 and 148), which is our own rule. The paper learns s with the
 * model's optimizer; here it has Adam with a rate of its own, as a rate fit for a large model would
 * never move it. Losses must not be negative.
 *
 * <p>Source: arXiv 1705.07115, section 3.2.
 */
public final class UncertaintyWeighting implements Weighting {

  private static final double LARGEST = 5;

  private final int objectives;
  private final Memory memory = new Memory();
  private final double[] logVariances;
  private final Adam adam;

  /**
   * @param rate of Adam on s
   */
  public UncertaintyWeighting(int objectives, double rate) {
    this.objectives = objectives;
    this.logVariances = memory.zeros("log-variances", objectives);
    this.adam = new Adam(memory, objectives, rate, 0);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights ahead() {
    double[] weights = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      weights[k] = Math.exp(-logVariances[k]);
    }
    return Weights.of(weights).because("log-variance", logVariances);
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    Weights now = ahead();
    double[] gradient = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      gradient[k] = 0.5 - now.values().get(k) * losses[k];
    }
    adam.update(logVariances, gradient);
    for (int k = 0; k < objectives; k++) {
      logVariances[k] = Math.clamp(logVariances[k], -LARGEST, LARGEST);
    }
    return now;
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
