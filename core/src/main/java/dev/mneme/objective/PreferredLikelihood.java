package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross-entropy on the preferred completions of pairs, to be added to a preference loss.
 *
 * <pre>  L = mean over pairs of −log π(y_w|x) / |y_w| </pre>
 *
 * A preference loss alone is content when both completions of a pair lose probability, the rejected
 * one faster; this holds the preferred one up. Source: arXiv 2404.19733.
 */
public record PreferredLikelihood() implements Objective<Batch.Preferences> {

  @Override
  public Loss loss(Scores scores, Batch.Preferences batch) {
    Tensor lengths = Maths.atLeast(Maths.sum(batch.actions().mask(), 1), 1); // [2·pairs]
    Tensor means = scores.sequences().div(lengths).reshape(-1, 2); // [pairs, 2]
    return Loss.of(means.select(1, 0).neg().mean());
  }
}
