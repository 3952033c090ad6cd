/**
 * Loops in the processor's vector instructions over float32 memory: what a step of sampling does
 * between its matrix products, where a library's operator would cost more to call than to run.
 *
 * <p>Entry types: {@link dev.mneme.kernel.Rows} (numbers in memory, row by row), {@link
 * dev.mneme.kernel.CachedAttention}, {@link dev.mneme.kernel.RowNorm}, {@link
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
