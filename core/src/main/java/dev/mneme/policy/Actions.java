package dev.mneme.policy;

import dev.mneme.tensor.Tensors;
import java.util.Arrays;
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
