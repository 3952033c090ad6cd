package dev.mneme.preserve;

import java.util.Map;

/**
 * Every objective counts the same, always: the baseline of every other weighting.
 *
 * <pre>  λ_k = 1 </pre>
 */
public record Uniform(int objectives) implements Weighting {

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    return Weights.alike(objectives);
  }

  @Override
  public Map<String, double[]> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, double[]> state) {
    new Memory().restore(state);
  }
}
