/** Small worlds and the studies of the papers, as sweeps of recipes over the library. */
@NullMarked
package dev.mneme.lab;

import org.jspecify.annotations.NullMarked;
