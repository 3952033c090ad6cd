/**
 * The first look: one task taught in two ways, and what each makes a model forget.
 *
 * <p>Entry type: {@link dev.mneme.app.quickstart.Quickstart}. Both ways are recipes that {@code
 * mneme train} would take; what came of them is measured as by {@code mneme compare}.
 *
 * <p>Invariants: what is printed as a finding is derived from the measurements, whatever they say.
 */
@NullMarked
package dev.mneme.app.quickstart;

import org.jspecify.annotations.NullMarked;
