package dev.mneme.data.records;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a file.
 *
 * @param place file and line, for messages: {@code "train.jsonl:12"}
 * @param columns values by column: texts, longs, doubles, truth values, nulls, lists and maps of
 *     these; in the order of the file
 */
public record Row(String place, Map<String, @Nullable Object> columns) {}
