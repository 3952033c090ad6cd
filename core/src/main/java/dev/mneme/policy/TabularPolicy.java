package dev.mneme.policy;

import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A policy with a free logit for every history, so small that all its sequences can be enumerated:
 * the yardstick against which losses and estimators are exact or not.
 *
 * <p>Sequences have a fixed length. The state after actions a_1 … a_t is the number of that
 * history; logits are [prompts, states, alphabet], named {@code logits}.
 */
public final class TabularPolicy implements Policy {

  /** Prompts by number. // ids: [size] int64 */
  public record Numbers(Tensor ids) implements Prompts {
    @Override
    public int size() {
      return (int) ids.size(0);
    }
  }

  private final Parameters parameters;
  private final int length;

  private TabularPolicy(Parameters parameters, int length) {
    this.parameters = parameters;
    this.length = length;
  }

  /**
   * Takes over the given logits.
   *
   * @param logits [prompts, states, alphabet] with states = 1 + alphabet + … + alphabet^(length-1)
   */
  public static TabularPolicy of(Tensor logits, int length) {
    long states = 0;
    for (int t = 0; t < length; t++) {
      states += (long) Math.pow((double) logits.size(2), t);
    }
    if (logits.size(1) != states) {
      throw new IllegalArgumentException(
          "sequences of %d actions have %d histories, not %d"
              .formatted(length, states, logits.size(1)));
    }
    return new TabularPolicy(Parameters.own(Map.of("logits", logits)), length);
  }

  @Override
  public int alphabet() {
    return (int) parameters.get("logits").size(2);
  }

  /** Every sequence there is, for each of {@code prompts} prompts. */
  public Actions everySequence(int prompts) {
    int alphabet = alphabet();
    int count = (int) Math.pow(alphabet, length);
    long[] ids = new long[prompts * count * length];
    for (int row = 0; row < prompts * count; row++) {
      int rest = row % count;
      for (int t = length - 1; t >= 0; t--) {
        ids[row * length + t] = rest % alphabet;
        rest /= alphabet;
      }
    }
    return Actions.full(Tensors.longs(ids, (long) prompts * count, length), count);
  }

  @Override
  public Tensor logProbs(Prompts prompts, Actions actions) {
    int alphabet = alphabet();
    long[] promptIds = Tensors.toLongs(((Numbers) prompts).ids());
    long[] ids = Tensors.toLongs(actions.ids());
    int time = actions.time();
    long states = parameters.get("logits").size(1);
    long[] places = new long[ids.length];
    for (int row = 0; row < actions.rows(); row++) {
      long state = 0;
      for (int t = 0; t < time; t++) {
        places[row * time + t] = promptIds[row / actions.group()] * states + state;
        state = state * alphabet + 1 + ids[row * time + t];
      }
    }
    Tensor table =
        Maths.logSoftmax(parameters.get("logits"))
            .reshape(-1, alphabet); // [prompts·states, alphabet]
    return table
        .index_select(0, Tensors.longs(places, places.length))
        .reshape(actions.rows(), time, alphabet);
  }

  @Override
  public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
    return Gradients.without(() -> {
      int rows = prompts.size() * group;
      List<Tensor> columns = new ArrayList<>();
      Tensor ids = Tensors.longs(new long[rows * length], rows, length);
      for (int t = 0; t < length; t++) {
        Tensor now = logProbs(prompts, Actions.full(ids, group)).select(1, t); // [rows, alphabet]
        columns.add(stream.categorical(now.exp(), 1)); // [rows, 1]
        ids.narrow(1, t, 1).copy_(columns.get(t));
      }
      Actions actions = Actions.full(ids, group);
      return new Rollouts(prompts, actions, chosenLogProbs(prompts, actions));
    });
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public TabularPolicy copy() {
    return new TabularPolicy(parameters.copy(), length);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
