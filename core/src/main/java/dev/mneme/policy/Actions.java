package dev.mneme.policy;

import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Action sequences, {@code group} of them for each prompt, prompt-major: rows {@code g·p … g·p+g-1}
 * answer prompt p.
 *
 * @param ids [rows, time] int64, any valid action where the mask is 0
 * @param mask [rows, time] float32, 1 where there is an action; exact in, and promoted to, whatever
 *     precision it meets
 * @param group rows a prompt
 */
public record Actions(Tensor ids, Tensor mask, int group) {

  public Actions {
    if (group < 1 || ids.size(0) % group != 0) {
      throw new IllegalArgumentException(
          "%d rows cannot be split in groups of %d".formatted(ids.size(0), group));
    }
    if (!Arrays.equals(Tensors.shapeOf(ids), Tensors.shapeOf(mask))) {
      throw new IllegalArgumentException(
          "actions of shape %s cannot have a mask of shape %s"
              .formatted(
                  Arrays.toString(Tensors.shapeOf(ids)), Arrays.toString(Tensors.shapeOf(mask))));
    }
  }

  /** Sequences of full length. */
  public static Actions full(Tensor ids, int group) {
    return new Actions(ids, Tensors.onesLike(ids), group);
  }

  /** Sequences of any lengths, filled up behind their ends. None may be empty. */
  public static Actions ragged(List<int[]> sequences, int group) {
    int rows = sequences.size();
    int time = sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
    long[] ids = new long[rows * time];
    float[] mask = new float[rows * time];
    for (int row = 0; row < rows; row++) {
      int[] sequence = sequences.get(row);
      if (sequence.length == 0) {
        throw new IllegalArgumentException("row %d has no action".formatted(row));
      }
      Arrays.fill(mask, row * time, row * time + sequence.length, 1);
      for (int t = 0; t < sequence.length; t++) {
        ids[row * time + t] = sequence[t];
      }
    }
    return new Actions(Tensors.longs(ids, rows, time), Tensors.floats(mask, rows, time), group);
  }

  /** The places of those that count, of [rows · time]. */
  long[] counted() {
    float[] counts = Tensors.toFloats(mask);
    return IntStream.range(0, counts.length).filter(i -> counts[i] != 0).asLongStream().toArray();
  }

  /** The actions of each row up to the last that counts. */
  public List<int[]> sequences() {
    long[] all = Tensors.toLongs(ids);
    float[] counts = Tensors.toFloats(mask);
    List<int[]> sequences = new ArrayList<>();
    for (int row = 0; row < rows(); row++) {
      int from = row * time();
      int length = time();
      while (length > 0 && counts[from + length - 1] == 0) {
        length--;
      }
      sequences.add(Arrays.stream(all, from, from + length).mapToInt(id -> (int) id).toArray());
    }
    return sequences;
  }

  /** One action a row. // ids: [rows] */
  public static Actions single(Tensor ids, int group) {
    return full(ids.unsqueeze(1), group);
  }

  public int rows() {
    return (int) ids.size(0);
  }

  public int time() {
    return (int) ids.size(1);
  }
}
