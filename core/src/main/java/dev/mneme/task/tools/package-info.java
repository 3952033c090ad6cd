/**
 * Calls of functions that a model writes: read in the shapes models write them, compared with right
 * ones, checked against the functions' JSON schemas.
 *
 * <p>Entry type: {@link dev.mneme.task.tools.ToolCallMatch}.
 *
 * <p>Invariants: what a model wrote is read within fixed limits of length, depth and number of
 * calls; nothing is fetched, whatever a schema refers to.
 */
@NullMarked
package dev.mneme.task.tools;

import org.jspecify.annotations.NullMarked;
