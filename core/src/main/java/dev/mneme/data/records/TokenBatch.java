package dev.mneme.data.records;

import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Sequences of tokens in the rows of one rectangle, padded at the end, one or several a row.
 *
 * <p>Where several share a row each keeps its own positions and number, so that attention can stop
 * at the border between them. The first token of a sequence follows nothing, so its weight is 0.
 */
public final class TokenBatch {

  private final int rows;
  private final int length;
  private final long[] ids;
  private final float[] weights;
  private final long[] positions;
  private final long[] sequences;

  private TokenBatch(List<List<Tokens>> packed, int length, int pad) {
    this.rows = packed.size();
    this.length = length;
    this.ids = new long[rows * length];
    this.weights = new float[rows * length];
    this.positions = new long[rows * length];
    this.sequences = new long[rows * length];
    Arrays.fill(ids, pad);
    Arrays.fill(sequences, -1);
    for (int row = 0; row < rows; row++) {
      int at = row * length;
      int sequence = 0;
      for (Tokens tokens : packed.get(row)) {
        for (int i = 0; i < tokens.length(); i++, at++) {
          ids[at] = tokens.id(i);
          weights[at] = i == 0 ? 0 : tokens.weight(i);
          positions[at] = i;
          sequences[at] = sequence;
        }
        sequence++;
      }
    }
  }

  /**
   * One sequence a row, in their order, as long as the longest.
   *
   * @param pad the id of padding
   */
  public static TokenBatch padded(List<Tokens> sequences, int pad) {
    int longest = sequences.stream().mapToInt(Tokens::length).max().orElse(0);
    return new TokenBatch(sequences.stream().map(List::of).toList(), longest, pad);
  }

  /**
   * Few rows of a given length: each sequence, the longest first, goes to the row it fills best
   * (best-fit decreasing, ties by order), which needs at most 11/9 of the fewest rows possible, and
   * 4 more. Depends on the sequences only.
   *
   * @throws IllegalArgumentException if a sequence is longer than a row
   */
  public static TokenBatch packed(List<Tokens> sequences, int length, int pad) {
    List<List<Tokens>> packed = new ArrayList<>();
    TreeSet<Room> rooms =
        new TreeSet<>(Comparator.comparingInt(Room::left).thenComparingInt(Room::row));
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -sequences.get(i).length()))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : order) {
      Tokens tokens = sequences.get(i);
      if (tokens.length() > length) {
        throw new IllegalArgumentException(
            "a sequence of %d tokens does not fit in a row of %d"
                .formatted(tokens.length(), length));
      }
      Room best = rooms.ceiling(new Room(tokens.length(), -1));
      if (best == null) {
        best = new Room(length, packed.size());
        packed.add(new ArrayList<>());
      } else {
        rooms.remove(best);
      }
      packed.get(best.row()).add(tokens);
      rooms.add(new Room(best.left() - tokens.length(), best.row()));
    }
    return new TokenBatch(packed, length, pad);
  }

  /** How much is left in a row. */
  private record Room(int left, int row) {}

  public int rows() {
    return rows;
  }

  public int length() {
    return length;
  }

  /** // [rows, length] int64 */
  public Tensor ids() {
    return Tensors.longs(ids, rows, length);
  }

  /** How much predicting each token counts, 0 for padding. // [rows, length] float32 */
  public Tensor weights() {
    return Tensors.floats(weights, rows, length);
  }

  /** Places within the own sequence, 0 for padding. // [rows, length] int64 */
  public Tensor positions() {
    return Tensors.longs(positions, rows, length);
  }

  /** The number of the own sequence in its row, −1 for padding. // [rows, length] int64 */
  public Tensor sequences() {
    return Tensors.longs(sequences, rows, length);
  }
}
