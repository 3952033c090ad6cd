package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Supervised fine-tuning on soft labels q.
 *
 * <pre>  L = − Σ_{rows, t} Σ_a q_t(a) log π(a | x, a_{&lt;t}) / number of actions </pre>
 *
 * The expectation of {@link CrossEntropy} over labels drawn from q: the same gradient without its
 * sampling noise.
 */
public record SoftCrossEntropy() implements Objective<Batch.SoftDemonstrations> {

  @Override
  public Loss loss(Scores scores, Batch.SoftDemonstrations batch) {
    Tensor perAction =
        Maths.sum(batch.probabilities().mul(scores.logProbs()), 2).neg(); // [rows, time]
    return Loss.of(
        Aggregation.OVER_ACTIONS.of(perAction.mul(batch.actions().mask()), batch.actions()));
  }
}
