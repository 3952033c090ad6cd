package dev.mneme.objective;

import org.bytedeco.pytorch.Tensor;

/** Rows that alternate between preferred and rejected. */
final class Pairs {

  private Pairs() {}

  /** Preferred minus rejected. // [2·pairs] → [pairs] */
  static Tensor difference(Tensor rows) {
    Tensor pairs = rows.reshape(-1, 2);
    return pairs.select(1, 0).sub(pairs.select(1, 1));
  }
}
