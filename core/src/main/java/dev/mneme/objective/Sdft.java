package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * Self-distillation fine-tuning: the policy learns on its own samples from itself with a
 * demonstration in its prompt.
 *
 * <pre>
 *   y ~ π(·|x)      L = mean over actions of D_β( π(·|x, y_{&lt;t}) , π_ema(·|x, c, y_{&lt;t}) )
 * </pre>
 *
 * c is the demonstration, π_ema a slow average of the policy, D_β as in {@link GeneralisedJsd} with
 * the teacher second; β = 1 is the reverse KL. The samples are the policy's, so what it keeps is
 * what it would say anyway where the demonstration changes nothing. The gradient does not see that
 * π changes the histories.
 *
 * <p>Source: arXiv 2601.19897.
 *
 * @param teacher borrowed; averaged by whoever trains
 */
public record Sdft(double beta, Policy teacher) implements Objective<Batch.Informed> {

  public Sdft {
    GeneralisedJsd.requireBeta(beta);
  }

  /** The reverse KL. */
  public Sdft(Policy teacher) {
    this(1, teacher);
  }

  @Override
  public Loss loss(Scores scores, Batch.Informed batch) {
    Tensor perAction =
        scores.divergence(
            GeneralisedJsd.divergence(beta), teacher, batch.informed()); // [rows, time]
    return Loss.of(Aggregation.OVER_ACTIONS.of(perAction, batch.actions()));
  }
}
