/**
 * How far a tuned language model is from its base, measured on a task's prompts and on neutral
 * texts.
 *
 * <p>Entry types: {@link dev.mneme.app.drift.DriftMeter}, which measures between two models in
 * memory; {@link dev.mneme.app.drift.TaskDrift}, which measures many models in folders on one task
 * and keeps what it found.
 *
 * <p>Invariants: the base comes first; samples are the models' own, at temperature 1 with nothing
 * truncated; equal settings draw equal samples of the base, so that models measured alike differ by
 * themselves alone.
 */
@NullMarked
package dev.mneme.app.drift;

import org.jspecify.annotations.NullMarked;
