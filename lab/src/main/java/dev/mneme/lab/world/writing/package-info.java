/**
 * Little stories about given things, scored by a rubric.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.writing.Writing}.
 */
@NullMarked
package dev.mneme.lab.world.writing;

import org.jspecify.annotations.NullMarked;
