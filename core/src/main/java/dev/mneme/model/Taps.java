package dev.mneme.model;

import org.bytedeco.pytorch.Tensor;

/**
 * What is called with every named activation of a forward pass, and may replace it: the way in for
 * activation drift and for circuit studies. {@link #NONE} costs nothing.
 */
@FunctionalInterface
public interface Taps {

  /** Leaves every activation as it is. */
  Taps NONE = new None();

  /** Looks at nothing. */
  record None() implements Taps {

    @Override
    public Tensor at(String site, Tensor activation) {
      return activation;
    }
  }

  /**
   * Sees the activation at a site, such as {@code hidden.0}, and returns what the pass goes on
   * with.
   *
   * @param activation [batch, features] or [rows, time, features]; the model says which
   */
  Tensor at(String site, Tensor activation);
}
