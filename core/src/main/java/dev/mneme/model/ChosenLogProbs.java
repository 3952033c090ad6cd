package dev.mneme.model;

import dev.mneme.tensor.Maths;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of chosen tokens.
 *
 * <pre>
 *   log p(y) = z_y − log Σ_v exp z_v     ∂ log p(y) / ∂z = e_y − p
 * </pre>
 *
 * @param ids [tokens, 1] int64
 */
record ChosenLogProbs(Tensor ids) implements ChunkedLogits.Function {

  @Override
  public Tensor value(Tensor logits, long start) {
    return Maths.logSoftmax(logits).gather(1, of(logits, start)).squeeze(1);
  }

  @Override
  public Tensor slope(Tensor logits, long start, Tensor incoming) {
    Tensor d = logits.softmax(-1).mul_(incoming.neg());
    return d.scatter_add_(1, of(logits, start), incoming.contiguous());
  }

  private Tensor of(Tensor logits, long start) {
    return ids.narrow(0, start, logits.size(0));
  }
}
