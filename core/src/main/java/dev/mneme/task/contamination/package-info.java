/**
 * Whether training data hold what benchmarks ask.
 *
 * <p>Entry type: {@link dev.mneme.task.contamination.Contamination}, which is given items, then
 * reads training data once, however large, and tells which items' n-grams of words it met.
 *
 * <p>Invariants: memory depends on the items alone; words are compared without case and
 * punctuation.
 */
@NullMarked
package dev.mneme.task.contamination;

import org.jspecify.annotations.NullMarked;
