package dev.mneme.objective;

import dev.mneme.policy.Policy;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Kullback–Leibler divergence to a reference, estimated from the actions taken, for alphabets too
 * large to sum over.
 *
 * <pre>  r = π_ref(a)/π(a), a ~ π      k1 = −log r      k2 = ½ (log r)²      k3 = r − 1 − log r
 * </pre>
 *
 * In nats an action, gathered as {@code aggregation} says: as a penalty on a policy-gradient loss
 * it is β·k inside that loss if both gather alike. As <em>values</em> on samples of π all estimate
 * the reverse KL(π‖π_ref): k1 and k3 without bias (k3 with less variance), k2 with bias. As
 * <em>losses</em> their expected gradients differ: k1's is zero, k2's is that of the reverse KL,
 * k3's is that of the <em>forward</em> KL(π_ref‖π). Valid on fresh samples only.
 *
 * <p>For sequences of several actions the gradients are those of each action's KL given the
 * histories sampled, held fixed: not those of the sequence's KL, as no loss here sees that π
 * changes later histories, and k3's histories are π's where the sequence's forward KL has π_ref's.
 *
 * <p>Source: J. Schulman, "Approximating KL divergence", 2020, for the values.
 *
 * @param reference borrowed, never changed
 */
public record SampledKl(Estimator estimator, Policy reference, Aggregation aggregation)
    implements Objective<Batch> {

  /** The mean over actions. */
  public SampledKl(Estimator estimator, Policy reference) {
    this(estimator, reference, Aggregation.OVER_ACTIONS);
  }

  /** The three estimators. */
  public enum Estimator {
    K1,
    K2,
    K3
  }

  @Override
  public Loss loss(Scores scores, Batch batch) {
    Tensor other =
        Gradients.without(
            () -> reference.chosenLogProbs(batch.prompts(), batch.actions())); // [rows, time]
    Tensor logRatio = other.sub(scores.chosen()); // log r, 0 where masked
    Tensor perAction =
        switch (estimator) {
          case K1 -> logRatio.neg();
          case K2 -> Maths.times(logRatio.mul(logRatio), 0.5);
          case K3 -> Maths.expMinusOne(logRatio).sub(logRatio);
        };
    return Loss.of(aggregation.of(perAction, batch.actions()));
  }
}
