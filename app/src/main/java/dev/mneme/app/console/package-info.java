/**
 * What the commands show while they work and when they are done.
 *
 * <p>Entry types: {@link dev.mneme.app.console.Terminal} (where text goes and what it may look
 * like), {@link dev.mneme.app.console.Table} (aligned columns), {@link
 * dev.mneme.app.console.Progress} (a live line, or plain lines where nobody watches).
 *
 * <p>Invariants: results go to standard output, everything else to standard error; colours and
 * lines that rewrite themselves appear only on a terminal.
 */
@NullMarked
package dev.mneme.app.console;

import org.jspecify.annotations.NullMarked;
