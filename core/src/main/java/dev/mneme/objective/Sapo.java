package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Soft adaptive policy optimisation: a sigmoid gate where GRPO has a hard clip.
 *
 * <pre>  A = (r − mean_group) / (std_group + 1e-4)      τ = rising if A &gt; 0, else falling
 *  L = mean over sequences of ( mean over actions of −(4/τ) · σ(τ(ρ − 1)) · A ) </pre>
 *
 * On fresh samples the gradient is that of −A log π; it fades, rather than stops, as ρ leaves 1.
 *
 * <p>Source: arXiv 2511.20347, which uses 1 for {@code rising} and 1.05 for {@code falling}.
 */
public record Sapo(double rising, double falling) implements Objective<Batch.Experience> {

  public Sapo {
    if (!(rising > 0 && falling > 0)) {
      throw new IllegalArgumentException(
          "the temperatures must be positive, were %s and %s".formatted(rising, falling));
    }
  }

  /** The temperatures of the paper. */
  public Sapo() {
    this(1, 1.05);
  }

  @Override
  public Loss loss(Scores scores, Batch.Experience batch) {
    Tensor advantages = Advantages.groupNormalised(batch.rewards(), batch.actions().group());
    Tensor up = Maths.clamp(advantages.sign(), 0, 1); // 1 where the advantage is positive
    Tensor temperature =
        Maths.plus(Maths.times(up, rising - falling), falling).unsqueeze(1); // [rows, 1]
    Tensor ratio = Surrogate.ratio(scores, batch); // [rows, time]
    Tensor gate = Maths.times(temperature.mul(Maths.plus(ratio, -1)).sigmoid(), 4).div(temperature);
    Tensor perAction = gate.mul(advantages.unsqueeze(1)).neg().mul(batch.actions().mask());
    return new Loss(
        Aggregation.OVER_SEQUENCES.of(perAction, batch.actions()),
        () -> Map.of("reward", batch.rewards().mean()));
  }
}
