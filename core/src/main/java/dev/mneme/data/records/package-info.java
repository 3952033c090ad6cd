/**
 * Training data larger than memory: rows from files, examples from rows, batches from tokens.
 *
 * <p>Entry types: {@link dev.mneme.data.records.Records} reads any row by its number from JSONL,
 * JSON, Parquet and CSV files; {@link dev.mneme.data.records.Format} makes typed {@link
 * dev.mneme.data.records.Example}s of rows; {@link dev.mneme.data.records.Shuffle} and {@link
 * dev.mneme.data.records.Mixture} say which row comes when; {@link
 * dev.mneme.data.records.TokenBatch} pads or packs what a tokenizer made of them.
 *
 * <p>Invariants: every order is a function of seed and position, so that nothing needs saving to
 * resume; memory does not grow with the number of rows; every line, nesting depth and unpacked size
 * has a limit; a bad row is named by file and line.
 */
@NullMarked
package dev.mneme.data.records;

import org.jspecify.annotations.NullMarked;
