/**
 * How the world's texts are put together: templates with slots, tables of words, and the verifier
 * of texts that go on in one way.
 *
 * <p>Entry types: {@link dev.mneme.lab.world.wording.Wording}, {@link
 * dev.mneme.lab.world.wording.Table}, {@link dev.mneme.lab.world.wording.Continuation}.
 */
@NullMarked
package dev.mneme.lab.world.wording;

import org.jspecify.annotations.NullMarked;
