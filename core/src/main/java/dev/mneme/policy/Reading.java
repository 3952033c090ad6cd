package dev.mneme.policy;

import dev.mneme.model.TokenDivergence;
import org.bytedeco.pytorch.Tensor;

/** How a policy reads one batch. What it computes is computed once. */
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
