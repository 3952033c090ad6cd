/**
 * Chance that is the same on every machine.
 *
 * <p>Entry type: {@link dev.mneme.lab.chance.Dice}.
 *
 * <p>Invariants: integer arithmetic alone decides what is drawn; equal seeds, sets and positions
 * give equal draws.
 */
@NullMarked
package dev.mneme.lab.chance;

import org.jspecify.annotations.NullMarked;
