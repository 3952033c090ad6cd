/**
 * The training loop, optimizers and schedules.
 *
 * <p>Entry types: {@link dev.mneme.train.Trainer} runs the loop over {@link dev.mneme.train.Term}s,
 * which {@link dev.mneme.train.Terms} adds or weighs; {@link dev.mneme.train.Replay} and {@link
 * dev.mneme.train.RewardedReplay} are old tasks beside them; {@link dev.mneme.train.Event} is what
 * it tells the outside; {@link dev.mneme.train.Snapshot} is all it needs to go on; {@link
 * dev.mneme.train.DecoderCosts} says beforehand what a decoder takes.
 *
 * <p>Invariants: the loop is a pure function of its plan, the data and the random streams; probes
 * never change training; a loss or gradient that is not finite ends the run before it touches the
 * weights.
 */
@NullMarked
package dev.mneme.train;

import org.jspecify.annotations.NullMarked;
