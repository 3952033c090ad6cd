package dev.mneme.preserve;

import dev.mneme.tensor.Maths;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of K objectives in the same weights.
 *
 * @param gradients of each objective, as tensors in the same order and of the same shapes
 */
public record ObjectiveGradients(List<List<Tensor>> gradients) {

  public ObjectiveGradients {
    gradients = gradients.stream().map(List::copyOf).toList();
    if (gradients.stream().mapToInt(List::size).distinct().count() != 1) {
      throw new IllegalArgumentException("the objectives' gradients must be in the same weights");
    }
  }

  /** ⟨g_i, g_j⟩. // [objectives][objectives] */
  public double[][] products() {
    int objectives = gradients.size();
    double[][] products = new double[objectives][objectives];
    for (int i = 0; i < objectives; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = Maths.dot(gradients.get(i), gradients.get(j));
        products[j][i] = products[i][j];
      }
    }
    return products;
  }

  /** (1/K) Σ_k λ_k g_k, in new tensors. */
  public List<Tensor> combined(Weights weights) {
    int objectives = gradients.size();
    List<Tensor> combined = new ArrayList<>();
    for (int i = 0; i < gradients.getFirst().size(); i++) {
      Tensor sum =
          Maths.times(gradients.getFirst().get(i), weights.values().getFirst() / objectives);
      for (int k = 1; k < objectives; k++) {
        sum.add_(gradients.get(k).get(i), new Scalar(weights.values().get(k) / objectives));
      }
      combined.add(sum);
    }
    return combined;
  }
}
