package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.Map;

/** A source whose learnt tokens a replay's debt is told of. */
record Counted<B extends Batch>(Source<B> source, ReplayDebt debt) implements Source<B> {

  @Override
  public B next(long step, RandomStreams streams) {
    B batch = source.next(step, streams);
    debt.learnt(step, learnt(batch));
    return batch;
  }

  private static long learnt(Batch batch) {
    return Math.round(Tensors.item(batch.actions().mask().sign().sum()));
  }

  @Override
  public double share(long step) {
    return source.share(step);
  }

  @Override
  public Map<String, Double> signals() {
    return source.signals();
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
