/**
 * What a run will take in memory and time, told before it starts.
 *
 * <p>Entry types: {@link dev.mneme.app.forecast.Checked}, a recipe found in order; {@link
 * dev.mneme.app.forecast.Forecast}, what it will take and from which parts.
 *
 * <p>Invariants: nothing here reads a weight; each figure is a prediction and is called one.
 */
@NullMarked
package dev.mneme.app.forecast;

import org.jspecify.annotations.NullMarked;
