package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * How losses per action [rows, time], 0 where masked, become one number. Objectives that are to be
 * added as one loss per action, such as a surrogate and its KL penalty, share one.
 */
public sealed interface Aggregation {

  /** Mean over all actions of the batch. */
  Aggregation OVER_ACTIONS = new OverActions();

  /** Mean over each sequence, then over sequences. */
  Aggregation OVER_SEQUENCES = new OverSequences();

  /** // perAction: [rows, time], 0 where masked → scalar */
  Tensor of(Tensor perAction, Actions actions);

  /**
   * Mean over all actions of the batch: long sequences count for more. 0 for a batch without
   * actions.
   */
  record OverActions() implements Aggregation {

    /** Above 0 and below every weight there is. */
    private static final double NONE = 1e-6;

    @Override
    public Tensor of(Tensor perAction, Actions actions) {
      return perAction.sum().div(Maths.atLeast(actions.mask().sum(), NONE));
    }
  }

  /**
   * Mean over each sequence, then over sequences: an action of a long sequence counts for less. A
   * sequence without actions counts as 0.
   */
  record OverSequences() implements Aggregation {
    @Override
    public Tensor of(Tensor perAction, Actions actions) {
      return Maths.sum(perAction, 1).div(Maths.atLeast(Maths.sum(actions.mask(), 1), 1)).mean();
    }
  }

  /**
   * Sum over each sequence divided by one constant length, then mean over sequences: no action
   * depends on length.
   */
  record OverConstantLength(double length) implements Aggregation {
    public OverConstantLength {
      if (!(length > 0)) {
        throw new IllegalArgumentException("the constant length must be positive, was " + length);
      }
    }

    @Override
    public Tensor of(Tensor perAction, Actions actions) {
      return Maths.times(Maths.sum(perAction, 1).mean(), 1 / length);
    }
  }
}
