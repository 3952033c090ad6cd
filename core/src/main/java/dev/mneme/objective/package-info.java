/**
 * Losses, one readable file each, over any categorical policy. Every file opens with its equation,
 * source, sign and bias.
 *
 * <p>Entry types: {@link dev.mneme.objective.Objective} maps the policy's {@link
 * dev.mneme.policy.Scores} of a {@link dev.mneme.objective.Batch} to a {@link
 * dev.mneme.objective.Loss}.
 *
 * <p>Invariants: losses are minimised; each is normalised by its own count of actions or sequences
 * and says which; objectives do not know each other and hold no state.
 */
@NullMarked
package dev.mneme.objective;

import org.jspecify.annotations.NullMarked;
