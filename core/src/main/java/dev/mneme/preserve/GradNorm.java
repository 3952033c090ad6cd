package dev.mneme.preserve;

import java.util.Arrays;
import java.util.Map;

/**
 * GradNorm: weights under which the objectives' gradients have lengths alike, longer for those that
 * are behind.
 *
 * <pre>
 *   G_k = λ_k ‖∇L_k‖      r_k = (L_k / L_k(first)) / mean over j of the same
 *   λ moves down ∂/∂λ_k |G_k − Ḡ · r_kᵅ| = sign(G_k − Ḡ · r_kᵅ) · ‖∇L_k‖, the target held fixed
 * </pre>
 *
 * After each update λ is scaled to the mean 1, as in the paper; a λ below 0.001 is first raised to
 * it, which is our own rule, as are Adam's updates. α says how strongly slow objectives are pulled.
 * The gradients are those in all weights that learn; the paper takes the last shared layer's. The
 * weights of a step are those before its update. Losses must not be negative.
 *
 * <p>Source: arXiv 1711.02257, section 3; α = 1.5 there on NYUv2.
 */
public final class GradNorm implements GradientWeighting {

  private static final double LEAST = 1e-3;

  private final int objectives;
  private final double alpha;
  private final Memory memory = new Memory();
  private final double[] weights;
  private final double[] first;
  private final double[] steps;
  private final Adam adam;

  /**
   * @param rate of Adam on λ
   */
  public GradNorm(int objectives, double alpha, double rate) {
    Given.requireAtLeast(0, "alpha", alpha);
    this.objectives = objectives;
    this.alpha = alpha;
    this.weights = memory.zeros("weights", objectives);
    Arrays.fill(weights, 1);
    this.first = memory.zeros("first-losses", objectives);
    this.steps = memory.zeros("steps", 1);
    this.adam = new Adam(memory, objectives, rate, 0);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights present() {
    return Weights.of(weights);
  }

  @Override
  public Weights next(double[] losses, double[][] products) {
    Given.requireProducts(losses, products, objectives);
    Given.requireLosses(losses, objectives);
    if (steps[0] == 0) {
      System.arraycopy(losses, 0, first, 0, objectives);
    }
    steps[0]++;
    double[] norms = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      norms[k] = Math.sqrt(Math.max(products[k][k], 0));
    }
    Weights now = Weights.of(weights).because("gradient-norm", norms);
    learn(norms, rates(losses));
    return now;
  }

  /** How much of its first loss each objective has left, relative to the mean of that. */
  private double[] rates(double[] losses) {
    double[] rates = new double[objectives];
    double mean = 0;
    for (int k = 0; k < objectives; k++) {
      rates[k] = Ratio.of(losses[k], first[k]);
      mean += rates[k] / objectives;
    }
    for (int k = 0; k < objectives; k++) {
      rates[k] = Ratio.of(rates[k], mean);
    }
    return rates;
  }

  private void learn(double[] norms, double[] rates) {
    double mean = 0;
    for (int k = 0; k < objectives; k++) {
      mean += weights[k] * norms[k] / objectives;
    }
    double[] gradient = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      double target = mean * Math.pow(rates[k], alpha);
      gradient[k] = Math.signum(weights[k] * norms[k] - target) * norms[k];
    }
    adam.update(weights, gradient);
    double sum = 0;
    for (int k = 0; k < objectives; k++) {
      weights[k] = Math.max(weights[k], LEAST);
      sum += weights[k];
    }
    for (int k = 0; k < objectives; k++) {
      weights[k] *= objectives / sum;
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
