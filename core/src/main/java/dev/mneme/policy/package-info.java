/**
 * The one abstraction everything is written over: a categorical policy scores and samples sequences
 * of discrete actions, given prompts.
 *
 * <p>Entry types: {@link dev.mneme.policy.Policy}, {@link dev.mneme.policy.Scores}, {@link
 * dev.mneme.policy.Rollouts}; {@link dev.mneme.policy.Classifier} is the policy with one step,
 * {@link dev.mneme.policy.TabularPolicy} the one small enough to enumerate.
 *
 * <p>Invariants: rows are prompt-major, {@code group} rows a prompt; log-probabilities are natural
 * logarithms at temperature 1; a position that holds no action has mask 0 and counts nowhere.
 */
@NullMarked
package dev.mneme.policy;

import org.jspecify.annotations.NullMarked;
