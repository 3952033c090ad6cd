/**
 * What a completion is worth, as recipes and suites declare it.
 *
 * <p>Entry type: {@link dev.mneme.app.reward.RewardKeys}, one declared reward; a list of them
 * becomes one verifier. A new verifier gets its name here.
 *
 * <p>Invariant: all that can be wrong about a declaration alone is refused when it is read.
 */
@NullMarked
package dev.mneme.app.reward;

import org.jspecify.annotations.NullMarked;
