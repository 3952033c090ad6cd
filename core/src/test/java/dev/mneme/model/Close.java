package dev.mneme.model;

import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** How far tensors are from each other. */
final class Close {

  private Close() {}

  /** The largest difference, relative to the largest expected element. */
  static double difference(Tensor found, Tensor expected) {
    if (!Arrays.equals(Tensors.shapeOf(found), Tensors.shapeOf(expected))) {
      return Double.POSITIVE_INFINITY;
    }
    double[] a = Tensors.toDoubles(found);
    double[] b = Tensors.toDoubles(expected);
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      if (Double.isNaN(a[i]) || Double.isNaN(b[i])) {
        return Double.POSITIVE_INFINITY;
      }
      worst = Math.max(worst, Math.abs(a[i] - b[i]));
      largest = Math.max(largest, Math.abs(b[i]));
    }
    return worst / largest;
  }
}
