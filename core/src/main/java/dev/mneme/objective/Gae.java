package dev.mneme.objective;

import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Generalised advantage estimation.
 *
 * <pre>  δ_t = r_t + γ·V_{t+1} − V_t      A_t = δ_t + γλ·A_{t+1}      R_t = A_t + V_t </pre>
 *
 * The reward of a sequence is that of its last action, all others are 0, and V is 0 after the last.
 * λ = 1 trusts the rewards alone (no bias from the critic), λ = 0 the critic alone (least
 * variance). Masked positions in between are passed over.
 *
 * <p>Source: arXiv 1506.02438.
 */
public record Gae(double gamma, double lambda) {

  public Gae {
    if (!(gamma >= 0 && gamma <= 1 && lambda >= 0 && lambda <= 1)) {
      throw new IllegalArgumentException(
          "gamma and lambda must be from 0 to 1, were %s and %s".formatted(gamma, lambda));
    }
  }

  /**
   * Judges what was sampled.
   *
   * @param values [rows, time], of the critic when it was sampled
   */
  public Batch.Judged judge(Batch.Experience experience, Tensor values) {
    int rows = experience.actions().rows();
    int time = experience.actions().time();
    double[] expected = Tensors.toDoubles(values);
    double[] rewards = Tensors.toDoubles(experience.rewards());
    double[] mask = Tensors.toDoubles(experience.actions().mask());
    double[] advantages = new double[rows * time];
    for (int row = 0; row < rows; row++) {
      double reward = rewards[row];
      double next = 0;
      double later = 0;
      for (int place = (row + 1) * time - 1; place >= row * time; place--) {
        if (mask[place] != 0) {
          double surprise = reward + gamma * next - expected[place];
          later = surprise + gamma * lambda * later;
          next = expected[place];
          reward = 0;
          advantages[place] = later;
        }
      }
    }
    Tensor better =
        Tensors.to(Tensors.doubles(advantages, rows, time), Tensors.typeOf(values)); // [rows, time]
    Tensor before = values.detach();
    Tensor returns = better.add(before).mul(experience.actions().mask());
    return new Batch.Judged(experience, before, better, returns);
  }

  /** Advantages with mean 0 and deviation 1 over the actions: what PPO usually learns from. */
  public static Batch.Judged normalised(Batch.Judged judged) {
    Tensor mask = judged.actions().mask();
    Tensor count = mask.sum();
    Tensor mean = judged.advantages().mul(mask).sum().div(count);
    Tensor centred = judged.advantages().sub(mean).mul(mask);
    Tensor variance =
        centred.mul(centred).sum().div(Maths.atLeast(Maths.plus(count, -1), 1)); // unbiased
    Tensor scaled = centred.div(Maths.plus(variance.sqrt(), 1e-8));
    return new Batch.Judged(judged.experience(), judged.values(), scaled, judged.returns());
  }
}
