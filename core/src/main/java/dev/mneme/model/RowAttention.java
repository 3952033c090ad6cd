package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A token sees itself and what stands before it in its row and segment; layers with the same window
 * share a mask.
 */
final class RowAttention implements SelfAttention {

  private final TokenBatch batch;
  private final ElementType type;
  private final long before;
  private final Map<Integer, Tensor> masks = new HashMap<>(); // [rows or 1, 1, time, before + time]

  RowAttention(TokenBatch batch, ElementType type, List<Integer> windows, long before) {
    this.batch = batch;
    this.type = type;
    this.before = before;
    for (int window : windows) {
      boolean limited = window > 0 && window < before + batch.ids().size(1);
      if (limited || batch.segments() != null || before > 0) {
        masks.computeIfAbsent(window, limit -> mask(limited ? limit : 0));
      }
    }
  }

  @Override
  public Tensor of(Tensor queries, Tensor keys, Tensor values, int window) {
    return SelfAttention.mixed(queries, keys, values, masks.get(window));
  }

  private Tensor mask(int window) {
    long farthest = window > 0 ? window - 1 : Integer.MAX_VALUE;
    Tensor positions = batch.positions(); // [rows or 1, time]
    Tensor queries = positions.unsqueeze(2);
    Tensor distance = queries.sub(positions.unsqueeze(1)); // [rows or 1, time, time], query − key
    Tensor seen = Maths.between(distance, 0, farthest);
    if (batch.segments() != null) {
      seen = seen.logical_and(related(batch.segments()));
    }
    if (before > 0) {
      Tensor backwards = Layers.wholeRange(before).sub(Tensors.longs(new long[] {before}, 1));
      Tensor reached = Maths.between(queries.sub(backwards), 0, farthest);
      seen = Maths.concatenate(List.of(reached.expand(seen.size(0), -1, -1), seen), 2);
    }
    return Layers.additiveMask(seen, type).unsqueeze(1);
  }

  /** Same sequence, or what it begins with. // [rows, time] → [rows, time, time] */
  private static Tensor related(Tensor segments) {
    Tensor keys = segments.unsqueeze(1);
    Tensor stem = keys.eq(Tensors.longs(new long[] {TokenBatch.STEM}, 1));
    return segments.unsqueeze(2).eq(keys).logical_or(stem);
  }
}
