package dev.mneme.train;

import dev.mneme.policy.Policy;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * Averages of weights. Owns the average.
 *
 * <pre>  exponential: w̄ ← d·w̄ + (1−d)·w      interpolation: w = (1−a)·w0 + a·w1 </pre>
 *
 * Sources: Polyak and Juditsky 1992 for averaging; WiSE-FT (arXiv 2109.01903) for interpolation to
 * the base.
 */
public final class WeightAverage implements AutoCloseable {

  private final double decay;
  private final Parameters average;

  /** Starts at the policy's present weights. */
  public WeightAverage(double decay, Policy policy) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("the decay must lie in [0, 1), was " + decay);
    }
    this.decay = decay;
    this.average = policy.parameters().copy();
  }

  /** Moves the average towards the policy's weights. */
  public void update(Policy policy) {
    interpolate(average, policy.parameters(), 1 - decay);
  }

  /** The averaged weights, owned by this object. */
  public Parameters average() {
    return average;
  }

  /** Moves {@code from} in place by the share {@code a} of the way to {@code to}. */
  public static void interpolate(Parameters from, Parameters to, double a) {
    try (Scope scope = Scope.open()) {
      Gradients.without(() ->
          from.byName()
              .forEach((name, weight) -> {
                Tensor way = to.get(name).detach().sub(weight.detach());
                weight.detach().add_(Maths.times(way, a));
              }));
    }
  }

  @Override
  public void close() {
    average.close();
  }
}
