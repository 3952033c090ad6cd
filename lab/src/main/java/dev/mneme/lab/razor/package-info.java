/**
 * The language-model half of RL's Razor (arXiv 2509.04259) on the small world: what its runs say,
 * whoever made them.
 *
 * <p>Entry types: {@link dev.mneme.lab.razor.RazorPoint} is one tuned model as it was measured,
 * {@link dev.mneme.lab.razor.Settings} which of them are near copies, {@link
 * dev.mneme.lab.razor.RazorFindings} what all of them together say, {@link
 * dev.mneme.lab.razor.Claims} whether that is what the paper says.
 *
 * <p>Invariants: findings are a function of the points and the bootstrap's seed alone; scores are
 * shares in [0, 1], forgetting and gains are points; nothing is extrapolated without saying so.
 */
@NullMarked
package dev.mneme.lab.razor;

import org.jspecify.annotations.NullMarked;
