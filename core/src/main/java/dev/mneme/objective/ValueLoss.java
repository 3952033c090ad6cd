package dev.mneme.objective;

import dev.mneme.policy.Scores;
import dev.mneme.tensor.Maths;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * How far a critic is from the returns, counting no step of it beyond a range.
 *
 * <pre>  V' = V_old + clip(V − V_old, −range, range)
 *  L = ½ Σ max((V − R)², (V' − R)²) / number of actions </pre>
 *
 * An infinite range is the plain mean squared error. Source: the clip is that of PPO's reference
 * implementation (github.com/openai/baselines, ppo2); its paper has the plain error.
 *
 * @param critic borrowed; its weights must be among those trained
 */
public record ValueLoss(double range, Critic critic) implements Objective<Batch.Judged> {

  public ValueLoss {
    if (!(range > 0)) {
      throw new IllegalArgumentException("the range of values must be positive, was " + range);
    }
  }

  @Override
  public Loss loss(Scores scores, Batch.Judged batch) {
    Tensor values = critic.values(batch.prompts(), batch.actions()); // [rows, time]
    Tensor step = Maths.clamp(values.sub(batch.values()), -range, range);
    Tensor worst = squared(values, batch).maximum(squared(batch.values().add(step), batch));
    Tensor perAction = Maths.times(worst, 0.5).mul(batch.actions().mask());
    return new Loss(
        Aggregation.OVER_ACTIONS.of(perAction, batch.actions()),
        () ->
            Map.of(
                "value",
                Aggregation.OVER_ACTIONS.of(
                    values.detach().mul(batch.actions().mask()), batch.actions())));
  }

  private static Tensor squared(Tensor values, Batch.Judged batch) {
    Tensor error = values.sub(batch.returns());
    return error.mul(error);
  }
}
