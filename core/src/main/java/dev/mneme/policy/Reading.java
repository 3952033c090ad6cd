package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import org.bytedeco.pytorch.Tensor;

/** How a policy reads one batch, when it is asked: one pass for all that it is asked. */
interface Reading {

  /** // [rows, time, alphabet] */
  Tensor logProbs();

  /** // [rows, time], 0 where masked */
  Tensor chosen();

  /**
   * As {@link Scores#divergence}.
   *
   * @param told what the other one is told before the same actions
   */
  Tensor divergence(TokenDivergence divergence, Policy other, Prompts told, double temperature);
}
