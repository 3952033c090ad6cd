package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Who sees whom in one pass over a batch; layers with the same window share a mask. */
final class AttentionMasks {

  private final TokenBatch batch;
  private final ElementType type;
  private final long before;
  private final Map<Integer, Tensor> byWindow = new HashMap<>();

  /**
   * @param before tokens that every row goes on from, which are not in the batch
   */
  AttentionMasks(TokenBatch batch, ElementType type, long before) {
    this.batch = batch;
    this.type = type;
    this.before = before;
  }

  /**
   * What to add to the scores of a layer; null where it suffices that no token sees what comes
   * after it. // [rows or 1, 1, time, before + time]
   */
  @Nullable Tensor of(int window) {
    boolean limited = window > 0 && window < before + batch.ids().size(1);
    if (!limited && batch.segments() == null && before == 0) {
      return null;
    }
    return byWindow.computeIfAbsent(limited ? window : 0, this::mask);
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
