package dev.mneme.preserve;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Holds weights where they began, each as firmly as it matters.
 *
 * <pre>  penalty  ½ λ Σ_i w_i (θ_i − θ0_i)²      gradient  λ w_i (θ_i − θ0_i) </pre>
 *
 * A sum over all learnt weights, in the units of the loss that it is added to. Computed from the
 * formula: there is no graph to differentiate.
 *
 * @param name what its figure is called
 * @param weight λ
 * @param start θ0, under the names of the learnt weights; borrowed
 * @param importance w, under the same names: of a weight's shape, or one number for all of it;
 *     borrowed. See {@link Importance}
 */
public record Anchor(String name, double weight, Parameters start, Parameters importance) {

  public Anchor {
    Given.requireAtLeast(0, "the weight of an anchor", weight);
  }

  /**
   * Adds the penalty's gradient to that of the loss, in place.
   *
   * @param gradients one a learnt weight, in their order, float32 at least
   * @param now θ
   * @return the penalty
   */
  public double pull(List<Tensor> gradients, Parameters now) {
    double squares = 0;
    int place = 0;
    for (Map.Entry<String, Tensor> each : now.byName().entrySet()) {
      try (Scope scope = Scope.open()) {
        Tensor gradient = gradients.get(place++);
        ElementType wide = Tensors.typeOf(gradient);
        Tensor moved =
            Tensors.to(each.getValue().detach(), wide)
                .sub(Tensors.to(start.get(each.getKey()).detach(), wide)); // θ − θ0
        Tensor held = moved.mul(importance.get(each.getKey())); // w (θ − θ0)
        squares += Maths.dot(List.of(moved), List.of(held));
        gradient.add_(held, new Scalar(weight));
      }
    }
    return 0.5 * weight * squares;
  }
}
