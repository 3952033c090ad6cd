package dev.mneme.policy;

import dev.mneme.tensor.Gradients;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is computed when it is first asked for; once more, where that was without recording
 * and now there is.
 */
final class Once {

  private @Nullable Tensor value;
  private boolean recorded;

  /** One that has been computed. */
  static Once known(Tensor value) {
    Once once = new Once();
    once.get(() -> value);
    return once;
  }

  Tensor get(Supplier<Tensor> computation) {
    Tensor known = value;
    if (known == null || (!recorded && Gradients.areRecorded())) {
      known = computation.get();
      value = known;
      recorded = Gradients.areRecorded();
    }
    return known;
  }

  boolean isKnown() {
    return value != null;
  }
}
