package dev.mneme.policy;

import dev.mneme.model.Mlp;
import dev.mneme.model.Taps;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import org.bytedeco.pytorch.Tensor;

/** A classifier as a policy: the prompt is an input, the one action its label. Owns the model. */
public final class Classifier implements Policy {

  private final Mlp model;

  public Classifier(Mlp model) {
    this.model = model;
  }

  @Override
  public int alphabet() {
    return model.outputs();
  }

  @Override
  public Tensor logProbs(Prompts prompts, Actions actions) {
    Tensor once =
        logProbs(((Inputs) prompts).features(), Taps.NONE).unsqueeze(1); // [prompts, 1, alphabet]
    return actions.group() == 1 ? once : Maths.repeatRows(once, actions.group());
  }

  /**
   * Log-probabilities of the labels of inputs [batch, width], with a look at the activations. //
   * [batch, alphabet]
   */
  public Tensor logProbs(Tensor inputs, Taps taps) {
    return Maths.logSoftmax(model.logits(inputs, taps));
  }

  @Override
  public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
    return Gradients.without(() -> {
      Tensor logProbs = logProbs(((Inputs) prompts).features(), Taps.NONE); // [prompts, alphabet]
      Tensor labels = stream.categorical(logProbs.exp(), group); // [prompts, group]
      Tensor chosen = logProbs.gather(1, labels); // [prompts, group]
      long rows = labels.numel();
      Actions actions = Actions.full(labels.reshape(rows, 1), group);
      return new Rollouts(prompts, actions, chosen.reshape(rows, 1));
    });
  }

  @Override
  public Fresh explore(Prompts prompts, int group, RandomStream stream) {
    Tensor logProbs = logProbs(((Inputs) prompts).features(), Taps.NONE); // [prompts, alphabet]
    Tensor labels =
        Gradients.without(() -> stream.categorical(logProbs.exp(), group)); // [prompts, group]
    long rows = labels.numel();
    Actions actions = Actions.full(labels.reshape(rows, 1), group);
    Tensor chosen = logProbs.gather(1, labels).reshape(rows, 1);
    return new Fresh(
        new Rollouts(prompts, actions, chosen.detach()),
        new Scores(
            this,
            prompts,
            actions,
            new WholeReading(
                this,
                prompts,
                actions,
                () -> Maths.repeatRows(logProbs.unsqueeze(1), group), // [rows, 1, alphabet]
                Once.known(chosen))));
  }

  /** The labels thought most likely. // [batch] int64 */
  public Tensor predict(Tensor inputs) {
    return Gradients.without(() -> Maths.argmax(model.logits(inputs, Taps.NONE), 1));
  }

  public Mlp model() {
    return model;
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public Classifier copy() {
    return new Classifier(model.copy());
  }

  @Override
  public void close() {
    model.close();
  }
}
