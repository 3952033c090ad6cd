/**
 * The command around the study on arithmetic sequences: every method from random weights to its
 * end, the table, the curves and the page.
 *
 * <p>Entry type: {@link dev.mneme.app.sequences.ReproduceSequences}.
 *
 * <p>Invariants: nothing is trained here.
 */
@NullMarked
package dev.mneme.app.sequences;

import org.jspecify.annotations.NullMarked;
