package dev.mneme.model;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Layers;
import dev.mneme.tensor.Maths;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Who sees whom in one pass over a batch; layers with the same window share a mask. */
final class AttentionMasks {

  private final TokenBatch batch;
  private final ElementType type;
  private final Map<Integer, Tensor> byWindow = new HashMap<>();

  AttentionMasks(TokenBatch batch, ElementType type) {
    this.batch = batch;
    this.type = type;
  }

  /**
   * What to add to the scores of a layer; null where it suffices that no token sees what comes
   * after it. // [rows or 1, 1, time, time]
   */
  @Nullable Tensor of(int window) {
    boolean limited = window > 0 && window < batch.ids().size(1);
    if (!limited && batch.segments() == null) {
      return null;
    }
    return byWindow.computeIfAbsent(limited ? window : 0, this::mask);
  }

  private Tensor mask(int window) {
    Tensor places = Layers.wholeRange(batch.ids().size(1)); // [time]
    Tensor distance = places.unsqueeze(1).sub(places.unsqueeze(0)); // [time, time], query − key
    Tensor seen = Maths.between(distance, 0, window > 0 ? window - 1 : Integer.MAX_VALUE);
    Tensor segments = batch.segments();
    Tensor mask =
        segments == null
            ? seen.unsqueeze(0)
            : seen.logical_and(segments.unsqueeze(2).eq(segments.unsqueeze(1)));
    return Layers.additiveMask(mask, type).unsqueeze(1);
  }
}
