/**
 * What a run leaves on disk and continues from: a folder with its recipe, where it came from, its
 * events and its checkpoints.
 *
 * <p>Entry types: {@link dev.mneme.run.RunFolder} (the folder, its lock, and what a trainer tells),
 * {@link dev.mneme.run.EventLog} (the one record of what happened), {@link
 * dev.mneme.run.CheckpointStore} (what to continue from), {@link dev.mneme.run.Provenance} (what
 * the run was made of).
 *
 * <p>Invariants: everything is written through {@link dev.mneme.data.Disk}; what is half written is
 * never read as whole; nothing but {@code timings.jsonl} and the lock depends on the clock.
 */
@NullMarked
package dev.mneme.run;

import org.jspecify.annotations.NullMarked;
