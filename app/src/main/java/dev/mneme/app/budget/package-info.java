/**
 * The command around the study of budgets on the small world: its data, recipes and sweep as files,
 * the sweep run as {@code mneme sweep} runs it, and tables, JSON and a page of what it says.
 *
 * <p>Entry types: {@link dev.mneme.app.budget.ReproduceBudget}, the command; {@link
 * dev.mneme.app.budget.BudgetPlan}, how much is tried; {@link dev.mneme.app.budget.BudgetRecipes},
 * how each method learns in each way.
 *
 * <p>Invariants: nothing is trained but by the sweep that stands in the folder as a file; all ways
 * are measured by the same check on the same held-out items; nothing is concluded but in {@code
 * lab.budget}.
 */
@NullMarked
package dev.mneme.app.budget;

import org.jspecify.annotations.NullMarked;
