/**
 * The command line: parses, shows progress and tables, writes reports; the work is done by the
 * library and the lab.
 */
@NullMarked
package dev.mneme.app;

import org.jspecify.annotations.NullMarked;
