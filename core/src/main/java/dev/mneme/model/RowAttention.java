package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A token sees itself and what stands before it in its row and segment; layers with the same window
 * share a mask.
 */
final class RowAttention implements SelfAttention {

  private final Map<Integer, Tensor> masks = new HashMap<>(); // [rows or 1, 1, time, time]

  RowAttention(TokenBatch batch, ElementType type, List<Integer> windows) {
    for (int window : windows) {
      boolean limited = window > 0 && window < batch.ids().size(1);
      if (limited || batch.segments() != null) {
        masks.computeIfAbsent(window, limit -> mask(batch, limited ? limit : 0, type));
      }
    }
  }

  @Override
  public Tensor of(Tensor queries, Tensor keys, Tensor values, int window) {
    return SelfAttention.mixed(queries, keys, values, masks.get(window));
  }

  private static Tensor mask(TokenBatch batch, int window, ElementType type) {
    Tensor places = Layers.wholeRange(batch.ids().size(1)); // [time]
    Tensor distance = places.unsqueeze(1).sub(places.unsqueeze(0)); // [time, time], query − key
    Tensor seen = Maths.between(distance, 0, window > 0 ? window - 1 : Integer.MAX_VALUE);
    @Nullable Tensor segments = batch.segments();
    Tensor mask =
        segments == null
            ? seen.unsqueeze(0)
            : seen.logical_and(segments.unsqueeze(2).eq(segments.unsqueeze(1)));
    return Layers.additiveMask(mask, type).unsqueeze(1);
  }
}
