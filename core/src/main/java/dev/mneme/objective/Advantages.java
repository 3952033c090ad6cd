package dev.mneme.objective;

import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * From rewards [rows], in groups of rows that answer one prompt, to advantages [rows]; none carries
 * a gradient.
 */
final class Advantages {

  /** Keeps groups of equal rewards from dividing by zero; their advantages are zero. */
  private static final double EPSILON = 1e-4;

  private Advantages() {}

  /** (r − mean of the group) / (standard deviation of the group + ε): GRPO. */
  static Tensor groupNormalised(Tensor rewards, int group) {
    requireSeveral(group, "advantages over the deviation of a group");
    Tensor grouped = rewards.reshape(-1, group); // [prompts, group]
    Tensor centred = grouped.sub(Maths.meanKept(grouped, 1));
    return centred.div(Maths.plus(Maths.deviation(grouped, 1), EPSILON)).reshape(-1);
  }

  /**
   * r − mean of the group: Dr.GRPO. Shrinks the unbiased advantage by (group − 1) / group, as r is
   * in the mean.
   */
  static Tensor groupCentred(Tensor rewards, int group) {
    Tensor grouped = rewards.reshape(-1, group);
    return grouped.sub(Maths.meanKept(grouped, 1)).reshape(-1);
  }

  /**
   * r − mean of the others in the group: RLOO. The baseline does not depend on r, so the gradient
   * is unbiased.
   */
  static Tensor leaveOneOut(Tensor rewards, int group) {
    requireSeveral(group, "leave-one-out advantages");
    return Maths.times(groupCentred(rewards, group), group / (group - 1.0));
  }

  /** (r − mean of the batch) / (standard deviation of the batch + ε): REINFORCE++. */
  static Tensor batchNormalised(Tensor rewards) {
    requireSeveral(rewards.numel(), "advantages over the deviation of a batch");
    return rewards.sub(rewards.mean()).div(Maths.plus(Maths.deviation(rewards, 0), EPSILON));
  }

  /**
   * 1 for rows whose group has unequal rewards, 0 for rows from which nothing can be learnt. //
   * [rows]
   */
  static Tensor informative(Tensor rewards, int group) {
    Tensor grouped = rewards.reshape(-1, group);
    Tensor highest = grouped.amax(new long[] {1}, true); // [prompts, 1]
    Tensor lowest = grouped.amin(new long[] {1}, true); // [prompts, 1]
    return Maths.repeatRows(highest.sub(lowest).sign(), group).reshape(-1);
  }

  private static void requireSeveral(long completions, String advantages) {
    if (completions < 2) {
      throw new IllegalArgumentException(
          advantages + " need at least 2 completions, not " + completions);
    }
  }
}
