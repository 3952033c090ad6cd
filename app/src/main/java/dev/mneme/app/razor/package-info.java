/**
 * The command around the language-model half of RL's Razor: its data, recipes and sweep as files,
 * the sweep run as {@code mneme sweep} runs it, and tables, JSON and a page of what it says.
 *
 * <p>Entry types: {@link dev.mneme.app.razor.ReproduceRazor}, the command; {@link
 * dev.mneme.app.razor.RazorPlan}, how much is tried; {@link dev.mneme.app.razor.RazorRecipes}, how
 * each method learns.
 *
 * <p>Invariants: nothing is trained but by the sweeps that stand in the folder as files; nothing is
 * concluded but in {@code lab.razor}.
 */
@NullMarked
package dev.mneme.app.razor;

import org.jspecify.annotations.NullMarked;
