/**
 * The command around the study of one network that learns five tasks at once: trials, the table,
 * the findings as files.
 *
 * <p>Entry type: {@link dev.mneme.app.multitask.ReproduceMultitask}.
 *
 * <p>Invariants: nothing is trained here.
 */
@NullMarked
package dev.mneme.app.multitask;

import org.jspecify.annotations.NullMarked;
