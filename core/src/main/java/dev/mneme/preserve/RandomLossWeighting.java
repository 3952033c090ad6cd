package dev.mneme.preserve;

import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Map;

/**
 * Random loss weighting: new weights in every step, whatever the losses. What a clever weighting
 * has to beat.
 *
 * <pre>  s_k ~ N(0, 1)      λ = K · softmax(s) </pre>
 *
 * The mean of λ is 1 in every step, and that of each λ_k over steps too.
 *
 * <p>Source: arXiv 2111.10603, with normal scores.
 */
public final class RandomLossWeighting implements Weighting {

  private final int objectives;
  private final RandomStream stream;
  private final Memory memory = new Memory();
  private final double[] drawn; // of the next step, where they have been asked for ahead
  private final double[] waiting; // 1 where they have

  /**
   * @param stream borrowed; its owner saves its state
   */
  public RandomLossWeighting(int objectives, RandomStream stream) {
    this.objectives = objectives;
    this.stream = stream;
    this.drawn = memory.zeros("drawn", objectives);
    this.waiting = memory.zeros("waiting", 1);
  }

  @Override
  public int objectives() {
    return objectives;
  }

  @Override
  public Weights ahead() {
    if (waiting[0] == 0) {
      try (Scope scope = Scope.open()) {
        double[] scores = Tensors.toDoubles(stream.normal(0, 1, objectives));
        System.arraycopy(Softmax.scaled(scores, 1), 0, drawn, 0, objectives);
      }
      waiting[0] = 1;
    }
    return Weights.of(drawn);
  }

  @Override
  public Weights next(double[] losses) {
    Given.requireLosses(losses, objectives);
    Weights now = ahead();
    waiting[0] = 0;
    return now;
  }

  @Override
  public Map<String, double[]> state() {
    return memory.state();
  }

  @Override
  public void restore(Map<String, double[]> state) {
    memory.restore(state);
  }
}
