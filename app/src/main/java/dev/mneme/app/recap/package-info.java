/**
 * The command around RECAP on the small world: its data, recipes and sweep as files, the sweep run
 * as {@code mneme sweep} runs it, and tables, JSON and a page of what it says.
 *
 * <p>Entry types: {@link dev.mneme.app.recap.ReproduceRecap}, the command; {@link
 * dev.mneme.app.recap.RecapPlan}, how much is tried; {@link dev.mneme.app.recap.RecapRecipes}, how
 * each method learns; {@link dev.mneme.app.recap.RecapRewards}, what is rewarded.
 *
 * <p>Invariants: nothing is trained but by the sweep that stands in the folder as a file; what is
 * rewarded and what is measured is declared once; nothing is concluded but in {@code lab.recap}.
 */
@NullMarked
package dev.mneme.app.recap;

import org.jspecify.annotations.NullMarked;
