/**
 * Whether the comparison of two models keeps what it says: how often its intervals hold the truth,
 * how often it alarms for nothing, how often it finds what was planted.
 */
@NullMarked
package dev.mneme.bench.comparison;

import org.jspecify.annotations.NullMarked;
