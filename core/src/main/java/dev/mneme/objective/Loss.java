package dev.mneme.objective;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What an objective says of a batch.
 *
 * @param value scalar, differentiable
 * @param signals scalars worth watching, by name, without gradient
 */
public record Loss(Tensor value, Map<String, Tensor> signals) {

  /** A loss with nothing else to tell. */
  public static Loss of(Tensor value) {
    return new Loss(value, Map.of());
  }
}
