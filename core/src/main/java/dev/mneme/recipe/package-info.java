/**
 * Declared runs: YAML on one side, checked records on the other.
 *
 * <p>Entry types: {@link dev.mneme.recipe.RecipeFormat} reads and writes any record whose defaults
 * are given; {@link dev.mneme.recipe.Draft} is a recipe before its keys are checked, in which they
 * can be changed.
 *
 * <p>Invariants: unknown keys are refused with the nearest known one; every value is checked before
 * anything is loaded; what is written back is the whole recipe, defaults included, and reads as the
 * same record.
 */
@NullMarked
package dev.mneme.recipe;

import org.jspecify.annotations.NullMarked;
