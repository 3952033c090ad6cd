package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Who sees whom in one pass over a batch, and what comes of it. */
sealed interface SelfAttention permits RowAttention, ForkedAttention {

  /**
   * What each head says.
   *
   * @param queries [rows, heads, time, headWidth]
   * @param keys heads may share one // [rows, keyValueHeads, before + time, headWidth]
   * @param values the same
   * @param window of the layer, 0 for none
   * @return [rows, time, heads, headWidth]
   */
  Tensor of(Tensor queries, Tensor keys, Tensor values, int window);

  /**
   * For the windows of all layers; masks are made here, not in the scope of a layer.
   *
   * @param type of the scores that masks are added to
   * @param before tokens that every row goes on from, which are not in the batch
   */
  static SelfAttention over(
      TokenBatch batch, ElementType type, List<Integer> windows, long before) {
    return batch.fork() == null
        ? new RowAttention(batch, type, windows, before)
        : new ForkedAttention(batch.fork(), type, windows);
  }

  /** softmax(q·kᵀ / √width + mask)·v; without a mask nothing sees what comes after it. */
  static Tensor mixed(Tensor queries, Tensor keys, Tensor values, @Nullable Tensor mask) {
    long group = queries.size(1) / keys.size(1);
    return Layers.attention(queries, shared(keys, group), shared(values, group), mask, mask == null)
        .transpose(1, 2);
  }

  /** Each key or value head as often as query heads share it. // [rows, heads, time, headWidth] */
  private static Tensor shared(Tensor heads, long group) {
    if (group == 1) {
      return heads;
    }
    long rows = heads.size(0);
    long count = heads.size(1);
    long time = heads.size(2);
    long width = heads.size(3);
    return heads
        .unsqueeze(2)
        .expand(rows, count, group, time, width)
        .reshape(rows, count * group, time, width);
  }
}
