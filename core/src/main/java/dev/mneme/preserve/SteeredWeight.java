package dev.mneme.preserve;

import java.util.Map;

/**
 * A weight that somebody else moves, between two steps and within bounds.
 *
 * <pre>  β ← clip(β · factor, least, most) </pre>
 *
 * The objective's own value does not move it.
 */
public final class SteeredWeight implements KlWeight {

  private final double least;
  private final double most;
  private final Memory memory = new Memory();
  private final double[] weight;

  /**
   * @param start β of the first step
   * @param least it may become, not above the start
   * @param most it may become, not below the start
   */
  public SteeredWeight(double start, double least, double most) {
    Given.requirePositive("the least weight", least);
    Given.requireAtLeast(least, "the first weight", start);
    Given.requireAtLeast(start, "the most weight", most);
    this.least = least;
    this.most = most;
    this.weight = memory.zeros("weight", 1);
    weight[0] = start;
  }

  @Override
  public double weight() {
    return weight[0];
  }

  /** Moves it; a factor above 1 holds more firmly. */
  public void move(double factor) {
    Given.requirePositive("the factor of a weight", factor);
    weight[0] = Math.clamp(weight[0] * factor, least, most);
  }

  @Override
  public void follow(double value) {
    // It is moved by who looks further than one step.
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
