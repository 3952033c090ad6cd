/**
 * Sums, comparisons and word problems over small numbers.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.arithmetic.Arithmetic}. A problem is a {@code Chain} of
 * steps from a first number, told as a bare sum or as a {@code Story}, and answered by {@code
 * Solutions}.
 *
 * <p>Invariants: no number on the way is negative, broken, or over 99; an answer ends with its
 * result.
 */
@NullMarked
package dev.mneme.lab.world.arithmetic;

import org.jspecify.annotations.NullMarked;
