/**
 * The command around the study of losses that pull apart.
 *
 * <p>Entry type: {@link dev.mneme.app.conflict.ReproduceConflict}.
 */
@NullMarked
package dev.mneme.app.conflict;

import org.jspecify.annotations.NullMarked;
