package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import org.bytedeco.pytorch.Tensor;

/** What a policy has gained over a reference, by sequence. */
final class Gains {

  private Gains() {}

  /** h(y) = log π(y|x) − log π_ref(y|x). // [rows] */
  static Tensor of(Scores scores, Batch batch, Policy reference) {
    Tensor before =
        Gradients.without(() -> reference.scores(batch.prompts(), batch.actions()).sequences());
    return scores.sequences().sub(before);
  }
}
