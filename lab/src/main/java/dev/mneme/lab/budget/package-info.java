/**
 * Whether a budget of forgetting is kept, and what it costs in learning, beside the ways in which
 * one does without: what the runs of a study on the small world say, whoever made them.
 *
 * <p>Entry types: {@link dev.mneme.lab.budget.BudgetPoint} is one run as it was measured, {@link
 * dev.mneme.lab.budget.BudgetFindings} what all of them together say, {@link
 * dev.mneme.lab.budget.BudgetClaims} whether that is what is claimed.
 *
 * <p>Invariants: findings are a function of the points alone; forgetting and budgets are points of
 * mean prior score on items that nothing was decided by, accuracies shares in [0, 1].
 */
@NullMarked
package dev.mneme.lab.budget;

import org.jspecify.annotations.NullMarked;
