package dev.mneme.model;

import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * How far what a model says comes next is from what another one says, which does not learn.
 *
 * @param states of the other one // [tokens, width]
 * @param weight of its scores // [vocabulary, width]
 * @param temperature by which the logits of both are divided
 */
record DivergenceFrom(TokenDivergence divergence, Tensor states, Tensor weight, double temperature)
    implements ChunkedLogits.Function {

  @Override
  public Tensor value(Tensor logits, long start) {
    return divergence.between(other(logits, start), flattened(logits));
  }

  @Override
  public Tensor slope(Tensor logits, long start, Tensor incoming) {
    return divergence
        .slope(other(logits, start), flattened(logits))
        .mul_(Maths.times(incoming, 1 / temperature));
  }

  private Tensor other(Tensor logits, long start) {
    return flattened(ChunkedLogits.logits(states, weight, start, logits.size(0)));
  }

  private Tensor flattened(Tensor logits) {
    return Maths.logSoftmax(temperature == 1 ? logits : Maths.times(logits, 1 / temperature));
  }
}
