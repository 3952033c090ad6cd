/**
 * Final answers in mathematics: which words of a completion are its answer, and whether that answer
 * equals the right one.
 *
 * <p>Entry types: {@link dev.mneme.task.maths.MathAnswer} (a reward), {@link
 * dev.mneme.task.maths.FinalAnswer} (what a completion answers), {@link
 * dev.mneme.task.maths.Gsm8kAnswer}, {@link dev.mneme.task.maths.MinervaAnswer} and {@link
 * dev.mneme.task.maths.HendrycksAnswer} (what lm-evaluation-harness takes as the answer).
 *
 * <p>The way of an answer: text → {@code FinalAnswer} → {@code LatexReader} → {@code Term} → {@code
 * Equivalence}, which asks {@code Exact} (fractions), {@code SpotCheck} (numbers at points) and
 * {@code Algebra} (Symja, in a thread of its own) in turn.
 *
 * <p>Invariants: texts are untrusted; length, depth, digits and exponents are bounded before
 * anything is computed, and the algebra has a time limit that holds on any thread.
 */
@NullMarked
package dev.mneme.task.maths;

import org.jspecify.annotations.NullMarked;
