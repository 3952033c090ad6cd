package dev.mneme.preserve;

import java.util.List;

/**
 * Objectives count in proportions that never change.
 *
 * <pre>  λ_k = K · p_k / Σ_j p_j </pre>
 *
 * @param proportions p, not negative and not all 0
 */
public record FixedProportions(List<Double> proportions) implements Weighting {

  public FixedProportions {
    proportions = List.copyOf(proportions);
    proportions.forEach(each -> Given.requireAtLeast(0, "a proportion", each));
    Given.requirePositive("the sum of the proportions", sum(proportions));
  }

  @Override
  public int objectives() {
    return proportions.size();
  }

  @Override
  public Weights ahead() {
    double mean = sum(proportions) / objectives();
    return Weights.of(proportions.stream().mapToDouble(each -> each / mean).toArray());
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives());
    return ahead();
  }

  private static double sum(List<Double> numbers) {
    return numbers.stream().mapToDouble(each -> each).sum();
  }
}
