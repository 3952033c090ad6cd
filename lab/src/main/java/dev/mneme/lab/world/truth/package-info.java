/**
 * Questions that many people answer wrongly.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.truth.Truth}.
 */
@NullMarked
package dev.mneme.lab.world.truth;

import org.jspecify.annotations.NullMarked;
