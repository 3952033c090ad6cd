/**
 * Runs that change a language model by recipe: it goes on learning from a text, imitates answers,
 * learns preferences, learns by reward, or from a teacher.
 *
 * <p>Entry types: {@link dev.mneme.app.tuning.TextTraining} and {@link
 * dev.mneme.app.tuning.PostTraining}. A {@link dev.mneme.app.tuning.Lesson} says what is learnt and
 * how the held-out rows are measured; {@link dev.mneme.app.tuning.TuningRun} is the way from the
 * run folder to the saved model, the same for all.
 *
 * <p>Invariants: model and data are looked at before a run folder is made; every run ends with what
 * was learnt beside what was lost.
 */
@NullMarked
package dev.mneme.app.tuning;

import org.jspecify.annotations.NullMarked;
