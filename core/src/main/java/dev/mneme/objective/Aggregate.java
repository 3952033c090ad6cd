package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * The three ways the field turns losses per action [rows, time], 0 where masked, into one number.
 */
final class Aggregate {

  private Aggregate() {}

  /** Mean over all actions of the batch: long sequences count for more. */
  static Tensor overActions(Tensor perAction, Actions actions) {
    return perAction.sum().div(actions.mask().sum());
  }

  /**
   * Mean over each sequence, then over sequences: an action of a long sequence counts for less. A
   * sequence without actions counts as 0.
   */
  static Tensor overSequences(Tensor perAction, Actions actions) {
    return Maths.sum(perAction, 1).div(Maths.atLeast(Maths.sum(actions.mask(), 1), 1)).mean();
  }

  /**
   * Sum over each sequence divided by one constant length, then mean over sequences: no action
   * depends on length.
   */
  static Tensor overConstantLength(Tensor perAction, double length) {
    return Maths.times(Maths.sum(perAction, 1).mean(), 1 / length);
  }
}
