package dev.mneme.objective;

import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * What an objective says of a batch.
 *
 * @param value scalar, differentiable
 * @param watch computes scalars worth watching, by name, without gradient; called only for steps
 *     that are told of
 */
public record Loss(Tensor value, Supplier<Map<String, Tensor>> watch) {

  /** A loss with nothing else to tell. */
  public static Loss of(Tensor value) {
    return new Loss(value, Map::of);
  }

  /** The scalars worth watching, by name. */
  public Map<String, Tensor> signals() {
    return watch.get();
  }
}
