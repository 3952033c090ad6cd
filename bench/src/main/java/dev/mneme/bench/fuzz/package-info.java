/**
 * Fuzzing of every reader of files that someone else made: random and damaged files must be read or
 * refused with one clear line.
 *
 * <p>Entry types: {@link dev.mneme.bench.fuzz.Fuzz} is what Jazzer calls; a {@link
 * dev.mneme.bench.fuzz.Target} is one reader with small valid files to start from.
 *
 * <p>Invariants: a target lets through nothing but {@link dev.mneme.data.InputException}, and that
 * only with a message of one line; everything else is a finding.
 */
@NullMarked
package dev.mneme.bench.fuzz;

import org.jspecify.annotations.NullMarked;
