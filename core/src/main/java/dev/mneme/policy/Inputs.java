package dev.mneme.policy;

import org.bytedeco.pytorch.Tensor;

/**
 * Prompts that are rows of numbers, such as images.
 *
 * @param features [size, width] float
 */
public record Inputs(Tensor features) implements Prompts {

  @Override
  public int size() {
    return (int) features.size(0);
  }

  /** The inputs at the given places. // [places] int64 */
  public Inputs select(Tensor places) {
    return new Inputs(features.index_select(0, places));
  }
}
