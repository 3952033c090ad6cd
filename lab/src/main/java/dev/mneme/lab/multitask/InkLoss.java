package dev.mneme.lab.multitask;

import dev.mneme.objective.Batch;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Squared error of the ink.
 *
 * <pre>
 *   y = unit · (ink − mean) / deviation      ŷ = z_0 − z_1 of the head, the log-odds of its outputs
 *   L = mean over images of (ŷ − y)²         unit² for who always says the mean
 * </pre>
 *
 * Log-odds are the same of logits and of log-probabilities, so a regression needs nothing that a
 * classifier does not have. The batch's actions are gray levels here, not outputs.
 *
 * @param unit standard deviation of y over training images
 */
record InkLoss(Scale scale, double unit) implements Objective<Batch.Demonstrations> {

  /**
   * How much ink training images have, in gray levels.
   *
   * @param deviation standard deviation
   */
  record Scale(double mean, double deviation) {}

  @Override
  public Loss loss(Scores scores, Batch.Demonstrations batch) {
    Tensor error = estimates(scores.logProbs().squeeze(1)).sub(targets(batch.actions().ids()));
    return Loss.of(error.mul(error).mean());
  }

  /** ŷ. // [images, all outputs] → [images, 1] */
  static Tensor estimates(Tensor logProbs) {
    Tensor head = ClassLoss.head(logProbs, ImageTask.INK);
    return head.narrow(1, 0, 1).sub(head.narrow(1, 1, 1));
  }

  /** y of gray levels. // [images, 1] int64 → the same, float32 */
  Tensor targets(Tensor ink) {
    Tensor centred = Maths.plus(Tensors.to(ink, ElementType.F32), -scale.mean());
    return Maths.times(centred, unit / scale.deviation());
  }
}
