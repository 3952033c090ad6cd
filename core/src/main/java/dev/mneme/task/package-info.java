/**
 * What is to be learnt or kept: examples, who says what is right, who shows how.
 *
 * <p>Entry types: {@link dev.mneme.task.Task}, {@link dev.mneme.task.Verifier} (rewards of a
 * batch), {@link dev.mneme.task.TextVerifier} (a {@link dev.mneme.task.Verdict} on one text),
 * {@link dev.mneme.task.WeightedRewards} (several as one), {@link dev.mneme.task.Teacher}
 * (demonstrations).
 *
 * <p>Invariants: rewards lie in [0, 1]; neither verifiers nor teachers change what they are given.
 */
@NullMarked
package dev.mneme.task;

import org.jspecify.annotations.NullMarked;
