package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Identity preference optimisation: the preferred gain is to lead by a fixed margin, no more.
 *
 * <pre>
 *   h(y) = (log π(y|x) − log π_ref(y|x)) / |y|      L = mean over pairs of (h(y_w) − h(y_l) − 1/(2β))²
 * </pre>
 *
 * Unlike {@link Dpo} it does not drive certain preferences to infinite margins. Source: arXiv
 * 2310.12036, whose h is not divided by the length; the division makes β mean the same for all
 * lengths.
 *
 * @param reference borrowed, never changed
 */
public record Ipo(double beta, Policy reference) implements Objective<Batch.Preferences> {

  public Ipo {
    if (!(beta > 0)) {
      throw new IllegalArgumentException("beta must be positive, was " + beta);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch.Preferences batch) {
    Tensor lengths = Maths.atLeast(Maths.sum(batch.actions().mask(), 1), 1); // [rows]
    Tensor margins = Pairs.difference(Gains.of(scores, batch, reference).div(lengths)); // [pairs]
    Tensor beyond = Maths.plus(margins, -1 / (2 * beta));
    return new Loss(beyond.mul(beyond).mean(), () -> Map.of("margin", margins.detach().mean()));
  }
}
