package dev.mneme.measure;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Estimators of KL(π‖ρ) from actions sampled from π, given what both say of the sampled actions.
 *
 * <pre>  r = ρ(a) / π(a), a ~ π </pre>
 *
 * The samples must come from π itself at temperature 1 with nothing truncated, or all three are
 * biased. For KL(base‖tuned), sample from the base and let π be the base. These are values to
 * report, without gradient: as losses the three mean different things.
 *
 * <p>Source: J. Schulman, "Approximating KL divergence", 2020.
 */
public enum KlEstimator {
  /** {@code −log r}. No bias; single values may be negative and vary most. */
  K1 {
    @Override
    Tensor of(Tensor logRatio) {
      return logRatio.neg();
    }
  },
  /**
   * {@code ½ (log r)²}. Never negative. Biased: its mean differs from the KL from the third order
   * of the difference on, so it serves for close policies only.
   */
  K2 {
    @Override
    Tensor of(Tensor logRatio) {
      return logRatio.square().div(new Scalar(2.0));
    }
  },
  /**
   * {@code r − 1 − log r}. Never negative. No bias as long as π gives mass wherever ρ does; where
   * it does not, it reads low by the mass of ρ that π never visits. Its variance is infinite if E
   * r² is.
   */
  K3 {
    @Override
    Tensor of(Tensor logRatio) {
      return logRatio.expm1().sub(logRatio);
    }
  };

  /**
   * One value a sampled action, in nats and of the arguments' shape, float64.
   *
   * @param logProbs log π of the sampled actions
   * @param referenceLogProbs log ρ of the same actions
   */
  public Tensor values(Tensor logProbs, Tensor referenceLogProbs) {
    Tensor pi = Tensors.to(logProbs.detach(), ElementType.F64);
    Tensor rho = Tensors.to(referenceLogProbs.detach(), ElementType.F64);
    return of(rho.sub(pi));
  }

  abstract Tensor of(Tensor logRatio);
}
