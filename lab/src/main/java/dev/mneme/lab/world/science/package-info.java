/**
 * Questions about invented substances: what they are, and what follows from the rules of their
 * kinds.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.science.Science}. Invariant: what is true of the
 * substances never changes; it is drawn from a constant.
 */
@NullMarked
package dev.mneme.lab.world.science;

import org.jspecify.annotations.NullMarked;
