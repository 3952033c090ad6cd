/**
 * The commands around the ParityMNIST study: what is asked on the command line, what is shown while
 * it runs, and the table, the JSON and the page at its end; and the commands that take one recipe
 * of any kind.
 *
 * <p>Entry types: {@link dev.mneme.app.parity.ReproduceParity}, {@link dev.mneme.app.parity.Train};
 * {@link dev.mneme.app.parity.Recipes} knows all kinds.
 *
 * <p>Invariants: nothing is computed here that is not in the study's findings.
 */
@NullMarked
package dev.mneme.app.parity;

import org.jspecify.annotations.NullMarked;
