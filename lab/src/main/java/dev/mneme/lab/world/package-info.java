/**
 * What a small world is made of, in which a language model of a few million weights can have
 * abilities, learn new ones and lose old ones.
 *
 * <p>Entry types: {@link dev.mneme.lab.world.Domain}, a family of tasks with a package of its own
 * below this one, the {@link dev.mneme.lab.world.Problem}s it draws, and {@link
 * dev.mneme.lab.world.Course}, a range of its difficulty.
 *
 * <p>Invariants: what is drawn depends on seed and position alone; problems with the same key are
 * on the same side of the split into training and test, whichever way they are worded; a verifier
 * accepts all right answers of a problem and none of its wrong ones.
 */
@NullMarked
package dev.mneme.lab.world;

import org.jspecify.annotations.NullMarked;
