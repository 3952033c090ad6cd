package dev.mneme.lab.parity;

import dev.mneme.model.Taps;
import dev.mneme.policy.Classifier;
import dev.mneme.task.Examples;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * What {@link CosineProbe} looks at, before and after each step that it watches.
 *
 * @param garments where the old task's gradient is taken
 * @param digits where the KL is taken
 * @param baseLogProbs of the base on the digits. // [digits, 10] float64
 */
record CosineInputs(Examples garments, Examples digits, Tensor baseLogProbs) {

  private static final int COUNT = 1_000;

  /** At most 1,000 of each; belongs to the current scope. */
  static CosineInputs of(Classifier base, Examples newInputs, Examples oldInputs) {
    Examples digits = ParityWorld.spread(newInputs, COUNT);
    Tensor logProbs = Gradients.without(() -> base.logProbs(digits.inputs().features(), Taps.NONE));
    return new CosineInputs(
        ParityWorld.spread(oldInputs, COUNT), digits, Tensors.to(logProbs, ElementType.F64));
  }

  /** The same, in memory that the caller frees with {@link #close()}. */
  CosineInputs owned() {
    Base.owned(garments);
    Base.owned(digits);
    baseLogProbs.retainReference();
    return this;
  }

  void close() {
    Base.release(garments);
    Base.release(digits);
    baseLogProbs.releaseReference();
  }
}
