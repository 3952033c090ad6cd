/**
 * Sweeps: many trials of declared recipes, by grid and by chance, each with several seeds, and what
 * came of them side by side.
 *
 * <p>Entry types: {@link dev.mneme.app.sweep.SweepCommand}; {@link dev.mneme.app.sweep.SweepRecipe}
 * is what a file declares, {@link dev.mneme.app.sweep.SweepPlan} the trials it makes, {@link
 * dev.mneme.app.sweep.SweepTrial} one of them at work, {@link dev.mneme.app.sweep.SweepFindings}
 * what tables, JSON and page show.
 *
 * <p>Invariants: everything is checked before the first trial starts; a trial is known by its whole
 * recipe, so one that is finished is never done again; results do not depend on how many trials run
 * at once.
 */
@NullMarked
package dev.mneme.app.sweep;

import org.jspecify.annotations.NullMarked;
