/**
 * A small world in English, in which a language model of a few million weights can have abilities,
 * learn new ones and lose old ones.
 *
 * <p>Entry types: {@link dev.mneme.lab.world.World}, which names all {@link
 * dev.mneme.lab.world.Domain}s, and the {@link dev.mneme.lab.world.Problem}s they draw.
 *
 * <p>Invariants: what is drawn depends on seed and position alone; problems with the same key are
 * on the same side of the split into training and test, whichever way they are worded; a verifier
 * accepts all right answers of a problem and none of its wrong ones.
 */
@NullMarked
package dev.mneme.lab.world;

import org.jspecify.annotations.NullMarked;
