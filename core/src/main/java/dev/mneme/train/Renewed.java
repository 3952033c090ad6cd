package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.RandomStreams;
import java.util.Map;

/**
 * A source that, every so many steps, makes an older policy equal to the one in training: what
 * proximal objectives measure their steps from. A run resumes bit for bit at steps divisible by
 * {@code every} only.
 *
 * @param policy borrowed; in training
 * @param old borrowed; its weights are overwritten
 */
public record Renewed<B extends Batch>(Source<B> source, Policy policy, Policy old, long every)
    implements Source<B> {

  public Renewed {
    if (every < 1) {
      throw new IllegalArgumentException("every must be positive, was " + every);
    }
  }

  @Override
  public B next(long step, RandomStreams streams) {
    if (step % every == 0) {
      old.parameters().load(policy.parameters().byName());
    }
    return source.next(step, streams);
  }

  @Override
  public Map<String, Double> signals() {
    return source.signals();
  }

  @Override
  public double share(long step) {
    return source.share(step);
  }

  @Override
  public Map<String, double[]> state() {
    return source.state();
  }

  @Override
  public void restore(Map<String, double[]> state) {
    source.restore(state);
  }
}
