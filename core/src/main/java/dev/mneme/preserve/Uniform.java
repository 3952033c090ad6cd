package dev.mneme.preserve;

/**
 * Every objective counts the same, always: the baseline of every other weighting.
 *
 * <pre>  λ_k = 1 </pre>
 */
public record Uniform(int objectives) implements Weighting {

  @Override
  public Weights ahead() {
    return Weights.alike(objectives);
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    return ahead();
  }
}
