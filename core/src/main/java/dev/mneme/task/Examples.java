package dev.mneme.task;

import dev.mneme.policy.Inputs;
import org.bytedeco.pytorch.Tensor;

/**
 * Inputs and what they truly show. Whoever made the tensors owns them.
 *
 * @param labels [size] int64
 */
public record Examples(Inputs inputs, Tensor labels) {

  public Examples {
    if (inputs.size() != labels.size(0)) {
      throw new IllegalArgumentException(
          "%d inputs have %d labels".formatted(inputs.size(), labels.size(0)));
    }
  }

  public int size() {
    return inputs.size();
  }

  /** The examples at the given places. // [places] int64 */
  public Examples select(Tensor places) {
    return new Examples(inputs.select(places), labels.index_select(0, places));
  }

  /** The first {@code count} examples. */
  public Examples head(long count) {
    return new Examples(
        new Inputs(inputs.features().narrow(0, 0, count)), labels.narrow(0, 0, count));
  }
}
