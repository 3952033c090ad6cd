/**
 * Calls of functions that the prompt describes, written as JSON.
 *
 * <p>Entry type: {@link dev.mneme.lab.world.tools.Tools}. A {@code Purpose} is something that a
 * function can be for; a {@code Function} is one for it, as one prompt declares it: names of
 * functions and parameters differ from prompt to prompt, so that they must be read there.
 *
 * <p>Invariants: of the functions that a prompt declares exactly those wanted do what is wished
 * for; everything that a call needs stands in the wish.
 */
@NullMarked
package dev.mneme.lab.world.tools;

import org.jspecify.annotations.NullMarked;
