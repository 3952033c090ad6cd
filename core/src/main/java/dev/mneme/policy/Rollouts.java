package dev.mneme.policy;

import org.bytedeco.pytorch.Tensor;

/**
 * Completions a policy sampled, with what it thought of them at the time.
 *
 * @param prompts what was answered
 * @param actions what was sampled
 * @param logProbs [rows, time] of each sampled action under the policy that sampled it, 0 where
 *     masked, without gradient
 */
public record Rollouts(Prompts prompts, Actions actions, Tensor logProbs) {}
