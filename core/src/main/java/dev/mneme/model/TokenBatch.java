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
 * @param segments [rows, time] int64, equal numbers where tokens belong to one sequence, {@link
 *     #STEM} for what all sequences of a row begin with; null where each row is one, padding at its
 *     end or none
 */
public record TokenBatch(Tensor ids, Tensor positions, @Nullable Tensor segments) {

  /** The segment that all others of its row go on from. */
  static final long STEM = -1;

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

  /**
   * Rows of a stem and branches, one behind another: every branch is computed as if it alone stood
   * behind the stem.
   *
   * @param lengths of each row's stem, which may be 0, and of its branches; what is left of a row
   *     is padding
   */
  public static TokenBatch branching(Tensor ids, List<long[]> lengths) {
    if (lengths.stream().allMatch(row -> row.length == 1)) {
      return of(ids);
    }
    int rows = (int) ids.size(0);
    int time = (int) ids.size(1);
    long[] positions = new long[rows * time];
    long[] segments = new long[rows * time];
    for (int row = 0; row < rows; row++) {
      long[] parts = lengths.get(row);
      int at = row * time;
      for (int part = 0; part <= parts.length; part++) {
        int count = part < parts.length ? Math.toIntExact(parts[part]) : (row + 1) * time - at;
        if (count > (row + 1) * time - at) {
          throw new IllegalArgumentException(
              "the branches of row %d are longer than its %d tokens".formatted(row, time));
        }
        for (int i = 0; i < count; i++, at++) {
          positions[at] = part == 0 ? i : parts[0] + i;
          segments[at] = part == 0 ? STEM : part;
        }
      }
    }
    return new TokenBatch(
        ids, Tensors.longs(positions, rows, time), Tensors.longs(segments, rows, time));
  }
}
