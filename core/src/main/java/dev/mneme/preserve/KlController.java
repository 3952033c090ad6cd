package dev.mneme.preserve;

import java.util.Map;

/**
 * Moves the weight of a KL penalty until the policy is as far from its reference as wanted.
 *
 * <pre>  e = clip(KL / target − 1, −0.2, 0.2)      β ← β (1 + 0.1 e)      after every step </pre>
 *
 * KL is what the step itself measured with the old β, in nats an action as the target. β moves by
 * at most 2 % a step, stays positive, and is remembered.
 *
 * <p>Source: arXiv 1909.08593, section 2.2, with its K_β = 0.1; there KL is summed over a text.
 */
public final class KlController implements KlWeight {

  private static final double STEEPEST = 0.2;
  private static final double GAIN = 0.1;

  private final double target;
  private final Memory memory = new Memory();
  private final double[] weight;

  /**
   * @param start β of the first step
   * @param target nats an action
   */
  public KlController(double start, double target) {
    Given.requirePositive("the first weight of a KL", start);
    Given.requirePositive("the target of a KL", target);
    this.target = target;
    this.weight = memory.zeros("weight", 1);
    weight[0] = start;
  }

  /** β of the step that comes. */
  @Override
  public double weight() {
    return weight[0];
  }

  /** Takes note of the KL of the step that was. */
  @Override
  public void follow(double kl) {
    double error = Math.clamp(kl / target - 1, -STEEPEST, STEEPEST);
    weight[0] *= 1 + GAIN * error;
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
