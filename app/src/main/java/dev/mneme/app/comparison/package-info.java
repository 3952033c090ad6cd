/**
 * The command {@code compare}: a tuned model against its base, with a verdict for pipelines.
 *
 * <p>Entry types: {@link dev.mneme.app.comparison.Compare}, the command; {@link
 * dev.mneme.app.comparison.ComparisonRun}, which asks and measures; {@link
 * dev.mneme.app.comparison.Findings}, all that came out, from which screen, JSON and page are
 * written; {@link dev.mneme.app.comparison.Verdict}, what follows from them.
 *
 * <p>Invariants: the base comes first; scores and differences are shares (points are made for
 * readers only), above 0 is better; the verdict depends on the findings and the thresholds alone;
 * answers come from and go to the cache of {@code eval}.
 */
@NullMarked
package dev.mneme.app.comparison;

import org.jspecify.annotations.NullMarked;
