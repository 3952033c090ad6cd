/**
 * RECAP (arXiv 2510.21978) on the small world: what its runs say, whoever made them.
 *
 * <p>Entry types: {@link dev.mneme.lab.recap.RecapPoint} is one tuned model as it was measured,
 * {@link dev.mneme.lab.recap.RecapFindings} what all of them together say, {@link
 * dev.mneme.lab.recap.RecapClaims} whether that is what the paper says.
 *
 * <p>Invariants: findings are a function of the points alone; measures are kept as they were
 * measured (shares in [0, 1], words, nats) and told in their {@link
 * dev.mneme.lab.recap.Measure#factor unit}; every method is told of at one rate, found by one rule.
 */
@NullMarked
package dev.mneme.lab.recap;

import org.jspecify.annotations.NullMarked;
