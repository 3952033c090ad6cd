/**
 * What can be trained, of whichever kind.
 *
 * <p>Entry type: {@link dev.mneme.app.training.Trainable}; kinds of training implement it, commands
 * that train or check use it.
 */
@NullMarked
package dev.mneme.app.training;

import org.jspecify.annotations.NullMarked;
