/**
 * Arithmetic sequences in a dozen characters: the smallest task on which a language model learns by
 * reward alone, from random weights.
 *
 * <p>Entry types: {@link dev.mneme.lab.sequences.SequenceStudy} and what it is told by {@link
 * dev.mneme.lab.sequences.SequenceRecipe}.
 *
 * <p>Invariants: nothing is read from disk but run folders; equal recipes leave equal bits.
 */
@NullMarked
package dev.mneme.lab.sequences;

import org.jspecify.annotations.NullMarked;
