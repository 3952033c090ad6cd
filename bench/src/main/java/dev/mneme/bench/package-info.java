/** Timings of the library, printed in the form of the peers' scripts beside it. */
@NullMarked
package dev.mneme.bench;

import org.jspecify.annotations.NullMarked;
