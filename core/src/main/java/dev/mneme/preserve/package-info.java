/**
 * What protects old tasks while new ones are learnt: weights that move effort between objectives as
 * a run goes on, anchors that hold a model's weights where they began, the weight of a KL that
 * keeps to a target, and budgets of forgetting.
 *
 * <p>Entry types: {@link dev.mneme.preserve.Weighting} makes weights out of the history of losses,
 * {@link dev.mneme.preserve.GradientWeighting} out of the objectives' gradients; {@link
 * dev.mneme.preserve.Anchor} pulls by {@link dev.mneme.preserve.Importance}; {@link
 * dev.mneme.preserve.KlController} steers a KL; {@link dev.mneme.preserve.ForgettingBudget}
 * decides, by a {@link dev.mneme.preserve.RunLaw}, what keeps a run within a budget. Each file
 * beside them is one algorithm.
 *
 * <p>Invariants: a step follows (1/K) Σ λ_k ∇L_k, so that λ = 1 is the plain mean whatever the
 * algorithm; weights are numbers, through which no gradient flows; what an algorithm remembers can
 * be saved, and one that is given it back goes on with the same bits.
 */
@NullMarked
package dev.mneme.preserve;

import org.jspecify.annotations.NullMarked;
