package dev.mneme.lab.multitask;

import dev.mneme.objective.Batch;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Cross-entropy among the outputs of one head.
 *
 * <pre>  L = − mean over images of log softmax(z_head)[right]     in nats </pre>
 *
 * The network's log-probabilities are over the outputs of all heads; softmax over a part of them is
 * that over the part's logits, so heads do not compete.
 */
record ClassLoss(ImageTask task) implements Objective<Batch.Demonstrations> {

  @Override
  public Loss loss(Scores scores, Batch.Demonstrations batch) {
    Tensor logProbs =
        Maths.logSoftmax(head(scores.logProbs().squeeze(1), task)); // [images, outputs]
    Tensor right = batch.actions().ids().sub(new Scalar(task.first())); // [images, 1]
    return Loss.of(logProbs.gather(1, right).mean().neg());
  }

  /** A task's part of the outputs. // [images, all outputs] → [images, outputs] */
  static Tensor head(Tensor logProbs, ImageTask task) {
    return logProbs.narrow(1, task.first(), task.outputs());
  }
}
