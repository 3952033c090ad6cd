/**
 * The small world of the lab on the command line.
 *
 * <p>Entry type: {@link dev.mneme.app.world.DrawWorld}.
 *
 * <p>Invariants: equal seeds and sizes leave equal files.
 */
@NullMarked
package dev.mneme.app.world;

import org.jspecify.annotations.NullMarked;
