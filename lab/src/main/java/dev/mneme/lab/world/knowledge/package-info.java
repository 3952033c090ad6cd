/**
 * Questions about simple things that everybody knows.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.knowledge.Knowledge}.
 */
@NullMarked
package dev.mneme.lab.world.knowledge;

import org.jspecify.annotations.NullMarked;
