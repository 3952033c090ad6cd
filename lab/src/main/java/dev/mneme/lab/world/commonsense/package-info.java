/**
 * How everyday doings go on.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.commonsense.Commonsense}.
 */
@NullMarked
package dev.mneme.lab.world.commonsense;

import org.jspecify.annotations.NullMarked;
