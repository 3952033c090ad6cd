package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Fresh;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Rollouts;
import dev.mneme.task.Examples;
import dev.mneme.task.Verifier;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import org.bytedeco.pytorch.Tensor;

/**
 * Experience: the policy in training answers each prompt {@code group} times and a verifier says
 * how well.
 *
 * @param policy borrowed; it is the one the trainer changes
 */
public record OnPolicy(
    Policy policy, Examples examples, EpochOrder order, Verifier verifier, int group)
    implements Source<Batch.Experience> {

  @Override
  public Batch.Experience next(long step, RandomStreams streams) {
    Examples drawn = examples.select(order.places(step, streams));
    Fresh fresh = policy.explore(drawn.inputs(), group, streams.get("sample"));
    Rollouts rollouts = fresh.rollouts();
    Tensor labels = Maths.repeatRows(drawn.labels(), group); // [rows]
    Tensor rewards = verifier.rewards(labels, rollouts.actions()); // [rows]
    return new Batch.Experience(rollouts, rewards, fresh.scores());
  }
}
