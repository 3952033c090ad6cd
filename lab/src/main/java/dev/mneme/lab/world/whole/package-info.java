/**
 * The small world as a whole: which domains are prior and which new, its texts, files and
 * benchmarks.
 *
 * <p>Entry types: {@link dev.mneme.lab.world.whole.World}, {@link
 * dev.mneme.lab.world.whole.WorldFolder} and {@link dev.mneme.lab.world.whole.WorldBenchmarks}.
 *
 * <p>Invariants: no problem of the test side, as it is asked and with its answer, is in a text, an
 * answer or a file to learn from; the facts that decide it may be.
 */
@NullMarked
package dev.mneme.lab.world.whole;

import org.jspecify.annotations.NullMarked;
