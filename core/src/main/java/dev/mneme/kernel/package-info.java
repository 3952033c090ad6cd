/**
 * Loops in the processor's vector instructions over float32 memory: what a step of sampling or of
 * training does between its matrix products, where a library's operators cost more to call than to
 * run, or go over the same numbers many times.
 *
 * <p>Entry types: {@link dev.mneme.kernel.Rows} (numbers in memory, row by row), {@link
 * dev.mneme.kernel.CachedAttention} (one query), {@link dev.mneme.kernel.SequenceAttention} (all of
 * a {@link dev.mneme.kernel.Span}, with its gradient), {@link dev.mneme.kernel.RowNorm}, {@link
 * dev.mneme.kernel.Rotation}, {@link dev.mneme.kernel.GatedUnit}, {@link
 * dev.mneme.kernel.VectorInstructions} (are they there?).
 *
 * <p>Invariants: no memory is owned here; every access is checked against its segment; the order of
 * additions depends on sizes and on the width of the processor's vectors alone, so equal inputs
 * give equal bits on one machine.
 */
@NullMarked
package dev.mneme.kernel;

import org.jspecify.annotations.NullMarked;
