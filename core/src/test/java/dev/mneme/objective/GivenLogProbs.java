package dev.mneme.objective;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A policy whose weights are the log-probabilities of the actions taken, so that gradients of a
 * loss with respect to them can be looked at.
 */
final class GivenLogProbs implements Policy {

  /** So many prompts of which nothing else is known. */
  record Unknown(int size) implements Prompts {}

  private final Parameters parameters;

  /**
   * @param logProbs [rows, time]
   */
  GivenLogProbs(Tensor logProbs) {
    this.parameters = Parameters.own(Map.of("logProbs", logProbs));
  }

  @Override
  public Tensor chosenLogProbs(Prompts prompts, Actions actions) {
    return parameters.get("logProbs").mul(actions.mask());
  }

  @Override
  public int alphabet() {
    return 1;
  }

  @Override
  public Tensor logProbs(Prompts prompts, Actions actions) {
    throw new UnsupportedOperationException("only the actions taken have log-probabilities");
  }

  @Override
  public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
    throw new UnsupportedOperationException("there is nothing to sample from");
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public GivenLogProbs copy() {
    throw new UnsupportedOperationException("one is enough");
  }

  @Override
  public void close() {
    parameters.close();
  }
}
