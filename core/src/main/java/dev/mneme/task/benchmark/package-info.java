/**
 * Benchmarks: what is asked of a model, how its answers are judged, and what that makes of it.
 *
 * <p>A {@link dev.mneme.task.benchmark.Benchmark} reads {@link dev.mneme.task.benchmark.Item}s from
 * a folder of data; an {@link dev.mneme.task.benchmark.Examiner} puts them to a model and gets
 * {@link dev.mneme.task.benchmark.Answer}s; the benchmark judges each to an {@link
 * dev.mneme.task.benchmark.ItemResult}; a {@link dev.mneme.task.benchmark.BenchmarkResult} is their
 * means. {@link dev.mneme.task.benchmark.Benchmarks} names those that come with the library.
 *
 * <p>Invariants: prompts and metrics are those of EleutherAI's lm-evaluation-harness, byte for
 * byte, where it has the benchmark; what an item is asked depends on the data alone; judging needs
 * no model.
 */
@NullMarked
package dev.mneme.task.benchmark;

import org.jspecify.annotations.NullMarked;
