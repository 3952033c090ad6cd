package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Fresh;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Texts;
import dev.mneme.task.TextTask;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Experience on texts: the policy in training completes each prompt {@code group} times and the
 * task says how well.
 *
 * @param policy borrowed; it is the one the trainer changes
 */
public record TextOnPolicy(Policy policy, TextTask task, EpochOrder order, int group)
    implements Source<Batch.Experience> {

  @Override
  public Batch.Experience next(long step, RandomStreams streams) {
    long[] places = Tensors.toLongs(order.places(step, streams));
    List<int[]> prompts = new ArrayList<>();
    for (long place : places) {
      prompts.add(task.prompt((int) place));
    }
    Fresh fresh = policy.explore(new Texts(prompts), group, streams.get("sample"));
    List<int[]> completions = fresh.rollouts().actions().sequences();
    float[] rewards = new float[completions.size()];
    for (int row = 0; row < rewards.length; row++) {
      rewards[row] = (float) task.reward((int) places[row / group], completions.get(row));
    }
    Tensor earned = Tensors.floats(rewards, rewards.length); // [rows]
    return new Batch.Experience(fresh.rollouts(), earned, fresh.scores());
  }
}
