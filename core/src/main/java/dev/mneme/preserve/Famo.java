package dev.mneme.preserve;

import java.util.Arrays;
import java.util.Map;

/**
 * FAMO: weights under which all losses fall at the same relative speed.
 *
 * <pre>
 *   z = softmax(ξ)      the step follows c · Σ_k z_k ∇ log L_k with c = 1 / Σ_k (z_k / L_k)
 *   so λ_k = K · c · z_k / L_k, whose mean is 1
 *   δ_k = log L_k(before) − log L_k(after)      ξ moves down Jᵀδ + γ ξ, J = ∂z/∂ξ, by Adam
 * </pre>
 *
 * What fell faster loses weight. The paper compares the losses of <em>one</em> batch before and
 * after its step, for one more pass of the model; here "after" are the losses of the next step's
 * batch, which are there anyway: no pass more, but noisier. 1e-8 is added to every loss, as in the
 * authors' program, so an objective at loss 0 takes almost all the weight. Losses must not be
 * negative.
 *
 * <p>Source: arXiv 2306.03792, algorithm 1; Adam and the rate 0.025 are the authors' program's.
 */
public final class Famo implements Weighting {

  private static final double EPSILON = 1e-8;

  private final int objectives;
  private final Memory memory = new Memory();
  private final double[] logits;
  private final double[] latest; // λ of the step before
  private final double[] logLosses; // of the step before
  private final double[] steps;
  private final Adam adam;

  /**
   * @param rate of Adam on ξ
   * @param decay γ, which pulls the weights together
   */
  public Famo(int objectives, double rate, double decay) {
    this.objectives = objectives;
    this.logits = memory.zeros("logits", objectives);
    this.latest = memory.zeros("weights", objectives);
    Arrays.fill(latest, 1);
    this.logLosses = memory.zeros("log-losses", objectives);
    this.steps = memory.zeros("steps", 1);
    this.adam = new Adam(memory, objectives, rate, decay);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights present() {
    return Weights.of(latest);
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    double[] now = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      now[k] = Math.log(losses[k] + EPSILON);
    }
    if (steps[0] > 0) {
      learn(now);
    }
    System.arraycopy(now, 0, logLosses, 0, objectives);
    steps[0]++;
    return weights(losses);
  }

  private void learn(double[] now) {
    double[] shares = Softmax.of(logits, 1);
    double mean = 0;
    for (int k = 0; k < objectives; k++) {
      mean += shares[k] * (logLosses[k] - now[k]);
    }
    double[] gradient = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      gradient[k] = shares[k] * (logLosses[k] - now[k] - mean);
    }
    adam.update(logits, gradient);
  }

  private Weights weights(double[] losses) {
    double[] shares = Softmax.of(logits, 1);
    double[] weights = new double[objectives];
    double sum = 0;
    for (int k = 0; k < objectives; k++) {
      weights[k] = shares[k] / (losses[k] + EPSILON);
      sum += weights[k];
    }
    for (int k = 0; k < objectives; k++) {
      weights[k] *= objectives / sum;
    }
    System.arraycopy(weights, 0, latest, 0, objectives);
    return Weights.of(weights).because("share", shares);
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
