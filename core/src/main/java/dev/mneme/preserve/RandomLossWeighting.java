package dev.mneme.preserve;

import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;

/**
 * Random loss weighting: new weights in every step, whatever the losses. What a clever weighting
 * has to beat.
 *
 * <pre>  s_k ~ N(0, 1)      λ = K · softmax(s) </pre>
 *
 * The mean of λ is 1 in every step, and that of each λ_k over steps too.
 *
 * <p>Source: arXiv 2111.10603, with normal scores.
 *
 * @param stream borrowed; its owner saves its state
 */
public record RandomLossWeighting(int objectives, RandomStream stream) implements Weighting {

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    try (Scope scope = Scope.open()) {
      double[] scores = Tensors.toDoubles(stream.normal(0, 1, objectives));
      return Weights.of(Softmax.scaled(scores, 1));
    }
  }
}
