package dev.mneme.objective;

import dev.mneme.policy.Scores;
import org.bytedeco.pytorch.Tensor;

/**
 * Dynamic fine-tuning: cross-entropy in which each action counts as much as it is already likely.
 *
 * <pre>  L = − Σ_{rows, t} sg(π(a_t)) log π(a_t | x, a_{&lt;t}) / number of actions </pre>
 *
 * sg carries no gradient. Seen as policy gradient, cross-entropy weighs an action by 1/π, which
 * explodes where the policy finds it unlikely; this factor takes that away. Biased towards what the
 * policy says already: unlikely demonstrations are hardly learnt.
 *
 * <p>Source: arXiv 2508.05629.
 */
public record Dft() implements Objective<Batch.Demonstrations> {

  @Override
  public Loss loss(Scores scores, Batch.Demonstrations batch) {
    Tensor chosen = scores.chosen(); // [rows, time], 0 where masked
    Tensor perAction = chosen.detach().exp().mul(chosen).neg();
    return Loss.of(Aggregation.OVER_ACTIONS.of(perAction, batch.actions()));
  }
}
