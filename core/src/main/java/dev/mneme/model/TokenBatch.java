package dev.mneme.model;

import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tokens for a decoder. A token sees itself and what stands before it in its row and
 * belongs to the same segment.
 *
 * @param ids [rows, time] int64
 * @param positions [rows, time] or, where all rows have the same, [1, time] int64
 * @param segments [rows, time] int64, equal numbers where tokens belong to one sequence; null where
 *     each row is one, padding at its end or none
 */
public record TokenBatch(Tensor ids, Tensor positions, @Nullable Tensor segments) {

  /**
   * One sequence a row from its first place on. Rows may be filled up at their end with any token:
   * nothing real sees it.
   */
  public static TokenBatch of(Tensor ids) {
    return new TokenBatch(ids, Layers.wholeRange(ids.size(1)).unsqueeze(0), null);
  }

  /** One sequence a row that ends at its last place, filled up before its beginning. */
  public static TokenBatch leftPadded(Tensor ids, long[] lengths) {
    long time = ids.size(1);
    return packed(
        ids,
        LongStream.of(lengths)
            .mapToObj(
                length -> length < time ? new long[] {time - length, length} : new long[] {length})
            .toList());
  }

  /**
   * Several sequences in a row, one behind another; each is computed as if it were alone.
   *
   * @param lengths of the sequences of each row; what is left of a row is padding
   */
  public static TokenBatch packed(Tensor ids, List<long[]> lengths) {
    int rows = (int) ids.size(0);
    int time = (int) ids.size(1);
    if (lengths.size() != rows) {
      throw new IllegalArgumentException(
          "lengths of %d rows were given for %d".formatted(lengths.size(), rows));
    }
    long[] positions = new long[rows * time];
    long[] segments = new long[rows * time];
    for (int row = 0; row < rows; row++) {
      int at = 0;
      int segment = 0;
      for (long length : lengths.get(row)) {
        if (length < 0 || length > time - at) {
          throw new IllegalArgumentException(
              "the sequences of row %d are longer than its %d tokens".formatted(row, time));
        }
        for (int i = 0; i < length; i++, at++) {
          positions[row * time + at] = i;
          segments[row * time + at] = segment;
        }
        segment++;
      }
      for (int i = 0; at < time; i++, at++) {
        positions[row * time + at] = i;
        segments[row * time + at] = segment;
      }
    }
    return new TokenBatch(
        ids, Tensors.longs(positions, rows, time), Tensors.longs(segments, rows, time));
  }
}
