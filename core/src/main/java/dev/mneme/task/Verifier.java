package dev.mneme.task;

import dev.mneme.policy.Actions;
import org.bytedeco.pytorch.Tensor;

/** Scores a whole batch of completions at once. */
@FunctionalInterface
public interface Verifier {

  /**
   * @param labels what the prompts truly show, one a row of the actions. // [rows]
   * @return rewards in [0, 1]. // [rows]
   */
  Tensor rewards(Tensor labels, Actions actions);
}
