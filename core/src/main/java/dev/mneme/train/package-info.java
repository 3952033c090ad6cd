/**
 * The training loop, optimizers and schedules.
 *
 * <p>Entry types: {@link dev.mneme.train.Event} is what a run tells the outside.
 */
@NullMarked
package dev.mneme.train;

import org.jspecify.annotations.NullMarked;
