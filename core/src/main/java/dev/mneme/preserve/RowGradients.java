package dev.mneme.preserve;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Means over rows of something made of each row's own gradient. */
final class RowGradients {

  private RowGradients() {}

  /**
   * In float32 at least, as the small ones would be lost in a narrow sum.
   *
   * @param scalar what is differentiated
   * @param made of one row's gradient in one weight
   */
  static Parameters mean(
      Policy policy,
      List<? extends Supplier<? extends Batch>> rows,
      Function<Batch, Tensor> scalar,
      UnaryOperator<Tensor> made) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("what matters is seen from rows, and there is none");
    }
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> sums = new LinkedHashMap<>();
      policy
          .parameters()
          .byName()
          .forEach((name, weight) -> sums.put(name, Tensors.wide(Tensors.zerosLike(weight))));
      for (Supplier<? extends Batch> row : rows) {
        try (Scope inside = Scope.open()) {
          Tensor value = scalar.apply(row.get());
          List<Tensor> gradients = Gradients.of(value, policy.parameters().tensors());
          int place = 0;
          for (Tensor sum : sums.values()) {
            sum.add_(made.apply(Tensors.wide(gradients.get(place++))));
          }
        }
      }
      sums.values().forEach(sum -> sum.div_(new Scalar((double) rows.size())));
      return Parameters.ownFrozen(sums);
    }
  }
}
