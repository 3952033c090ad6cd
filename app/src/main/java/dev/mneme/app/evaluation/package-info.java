/**
 * The commands around benchmarks: models compared on suites of tasks, tasks listed and described,
 * and training data searched for what benchmarks ask.
 *
 * <p>Entry types: {@link dev.mneme.app.evaluation.Eval}, {@link dev.mneme.app.evaluation.Tasks},
 * {@link dev.mneme.app.evaluation.Overlap}. A {@link dev.mneme.app.evaluation.Suite} is read from a
 * {@link dev.mneme.app.evaluation.SuiteRecipe}; an {@link dev.mneme.app.evaluation.Evaluation} asks
 * each model each item once and keeps every answer.
 *
 * <p>Other commands ask through {@link dev.mneme.app.evaluation.Evaluation} too, in a {@link
 * dev.mneme.app.evaluation.Manner} of their own, and share its answers.
 *
 * <p>Invariants: all that can be refused is refused before a model is loaded; an answer is kept
 * under what it depends on (model, precision, question), so that whoever asks the same again
 * computes nothing; a killed evaluation, gone on with, leaves the same files as one that was not.
 */
@NullMarked
package dev.mneme.app.evaluation;

import org.jspecify.annotations.NullMarked;
