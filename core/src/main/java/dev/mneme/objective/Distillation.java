package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Distillation from a teacher at temperature T.
 *
 * <pre>
 *   q = softmax(log π_teacher / T)   p = softmax(log π / T)   L = T² · mean over actions of Σ_a q(a)(log q(a) − log p(a))
 * </pre>
 *
 * Source: arXiv 1503.02531; T² keeps the gradient's size. At T = 1 it is the forward KL from the
 * teacher. The positions are those of the batch's actions: the student's own samples make it
 * on-policy distillation.
 *
 * @param teacher borrowed, never changed
 */
public record Distillation(Policy teacher, double temperature) implements Objective<Batch> {

  public Distillation {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("the temperature must be positive, was " + temperature);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch batch) {
    Tensor perAction =
        scores.divergence(ExactKl.Direction.FORWARD, teacher, temperature); // [rows, time]
    Tensor mean = Aggregation.OVER_ACTIONS.of(perAction, batch.actions());
    return Loss.of(Maths.times(mean, temperature * temperature));
  }
}
