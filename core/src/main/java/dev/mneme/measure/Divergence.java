package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * How far the distribution q of the tuned policy is from the distribution p of the base, per input,
 * exactly, by summing over all k outcomes.
 *
 * <pre>
 *   FORWARD_KL       KL(p‖q) = Σ p (log p − log q)        [0, ∞]      base first
 *   REVERSE_KL       KL(q‖p)                              [0, ∞]
 *   JENSEN_SHANNON   ½ KL(p‖m) + ½ KL(q‖m), m = ½ (p+q)   [0, log 2]
 *   TOTAL_VARIATION  ½ Σ |p − q|                          [0, 1]
 *   L2               sqrt(Σ (p − q)²)                     [0, √2]
 * </pre>
 *
 * The KLs and Jensen–Shannon are in nats. Outcomes of probability zero (log-probability −∞) follow
 * 0 · log 0 = 0; a KL is infinite where its first distribution has mass and its second has none.
 *
 * <p>KL is summed as {@code Σ p (log p − log q) − p + q}, the same for distributions that sum to
 * one: no term is negative, and log-probabilities that were rounded to float32, so that they sum to
 * one only nearly, shift the result in second order instead of first.
 */
public enum Divergence {
  FORWARD_KL {
    @Override
    Tensor between(Tensor logP, Tensor logQ) {
      return kl(logP, logQ);
    }
  },
  REVERSE_KL {
    @Override
    Tensor between(Tensor logP, Tensor logQ) {
      return kl(logQ, logP);
    }
  },
  JENSEN_SHANNON {
    @Override
    Tensor between(Tensor logP, Tensor logQ) {
      Tensor logM = logP.logaddexp(logQ).sub(new Scalar(Math.log(2))); // [n, k]
      return kl(logP, logM).add(kl(logQ, logM)).div(new Scalar(2.0));
    }
  },
  TOTAL_VARIATION {
    @Override
    Tensor between(Tensor logP, Tensor logQ) {
      return logP.exp().sub(logQ.exp()).abs().sum(-1).div(new Scalar(2.0));
    }
  },
  L2 {
    @Override
    Tensor between(Tensor logP, Tensor logQ) {
      return logP.exp().sub(logQ.exp()).square().sum(-1).sqrt();
    }
  };

  /**
   * The divergence of each input. // [n] float64
   *
   * @param baseLogProbs log-probabilities of the base [n, k], natural logarithm, normalised
   * @param tunedLogProbs the same of the tuned policy, on the same inputs
   */
  public Tensor perInput(Tensor baseLogProbs, Tensor tunedLogProbs) {
    long[] base = Tensors.shapeOf(baseLogProbs);
    long[] tuned = Tensors.shapeOf(tunedLogProbs);
    if (base.length != 2 || !Arrays.equals(base, tuned)) {
      throw new IllegalArgumentException(
          "log-probabilities must share one shape [n, k], were %s and %s"
              .formatted(Arrays.toString(base), Arrays.toString(tuned)));
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(between(wide(baseLogProbs), wide(tunedLogProbs)));
    }
  }

  /** The mean over inputs, with its standard error. Arguments as in {@link #perInput}. */
  public Estimate estimate(Tensor baseLogProbs, Tensor tunedLogProbs) {
    try (Scope scope = Scope.open()) {
      return Estimate.of(Tensors.toDoubles(perInput(baseLogProbs, tunedLogProbs)));
    }
  }

  abstract Tensor between(Tensor logP, Tensor logQ);

  private static Tensor kl(Tensor logP, Tensor logQ) {
    Tensor p = logP.exp(); // [n, k]
    Tensor terms = logP.sub(logQ).mul(p).masked_fill(p.eq(new Scalar(0.0)), new Scalar(0.0));
    return terms.sub(p).add(logQ.exp()).sum(-1).clamp_min(new Scalar(0.0)); // [n]
  }

  private static Tensor wide(Tensor logProbs) {
    return Tensors.to(logProbs.detach(), ElementType.F64);
  }
}
