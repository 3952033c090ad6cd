package dev.mneme.policy;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A language model that also says what reward it expects: one linear layer on the state that
 * predicts an action. Owns both.
 *
 * <pre>  V(x, a_{&lt;t}) = h_t · w + b </pre>
 *
 * The head's weights are {@code value.weight} [width, 1] and {@code value.bias} [1]; both start at
 * 0, so that a new critic expects nothing and pulls the shared states nowhere.
 */
public final class ActorCritic implements Policy {

  private static final String WEIGHT = "value.weight";
  private static final String BIAS = "value.bias";

  private final LanguagePolicy actor;
  private final Parameters parameters;

  /** A new head on a language model, which it takes over. */
  public ActorCritic(LanguagePolicy actor) {
    this(actor, null);
  }

  private ActorCritic(LanguagePolicy actor, @Nullable Parameters values) {
    this.actor = actor;
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> all = new LinkedHashMap<>(actor.parameters().byName());
      all.put(WEIGHT, Tensors.zeros(actor.decoder().shape().width(), 1));
      all.put(BIAS, Tensors.zeros(1));
      this.parameters = Parameters.own(all);
    }
    if (values != null) {
      Gradients.without(() -> parameters.load(values.byName()));
    }
  }

  /**
   * The reward still expected before each action; differentiable in all weights.
   *
   * @return [rows, time], anything where the mask is 0
   */
  public Tensor values(Prompts prompts, Actions actions) {
    Tensor states = actor.states(prompts, actions); // [rows, time, width]
    // The head is float32, whatever the model's numbers are.
    Tensor flat = Tensors.wide(states).reshape(-1, actor.decoder().shape().width());
    return Maths.affine(flat, parameters.get(WEIGHT), parameters.get(BIAS))
        .reshape(actions.rows(), actions.time());
  }

  /** The language model without the head; it stays owned by this object. */
  public LanguagePolicy actor() {
    return actor;
  }

  @Override
  public int alphabet() {
    return actor.alphabet();
  }

  @Override
  public Tensor logProbs(Prompts prompts, Actions actions) {
    return actor.logProbs(prompts, actions);
  }

  @Override
  public Tensor countedLogProbs(Prompts prompts, Actions actions) {
    return actor.countedLogProbs(prompts, actions);
  }

  @Override
  public Tensor chosenLogProbs(Prompts prompts, Actions actions) {
    return actor.chosenLogProbs(prompts, actions);
  }

  @Override
  public Scores scores(Prompts prompts, Actions actions) {
    return new Scores(this, prompts, actions, new TextReading(actor, prompts, actions));
  }

  @Override
  public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
    return actor.sample(prompts, group, stream);
  }

  @Override
  public Actions write(Prompts prompts, int group, RandomStream stream) {
    return actor.write(prompts, group, stream);
  }

  @Override
  public Fresh explore(Prompts prompts, int group, RandomStream stream) {
    return LanguagePolicy.rescored(this, actor.drawn(prompts, group, stream));
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public ActorCritic copy() {
    return new ActorCritic(actor.copy(), parameters);
  }

  @Override
  public void close() {
    parameters.close();
    actor.close();
  }
}
