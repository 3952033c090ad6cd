package dev.mneme.preserve;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** How much each weight matters to what a policy can do already. */
public sealed interface Importance permits L2ToBase, Ewc, Mas {

  /**
   * w of every learnt weight, from 0 on; the caller closes it.
   *
   * @param rows of what is to be kept, each a batch of one row, made when its turn comes and in a
   *     scope of its own
   */
  Parameters of(Policy policy, List<? extends Supplier<? extends Batch>> rows);

  /**
   * Divides w in place by its mean over all weights, so that λ means the same whatever w is made
   * of: on average a weight is held as by {@link L2ToBase}.
   *
   * @return the mean; where it is 0 or no number nothing is divided
   */
  static double toMeanOne(Parameters importance) {
    double sum = 0;
    for (Tensor each : importance.tensors()) {
      try (Scope scope = Scope.open()) {
        sum += Tensors.item(Tensors.to(each, ElementType.F64).sum());
      }
    }
    double mean = sum / importance.count();
    if (mean > 0 && mean < Double.POSITIVE_INFINITY) {
      importance.tensors().forEach(each -> each.div_(new Scalar(mean)));
    }
    return mean;
  }
}
