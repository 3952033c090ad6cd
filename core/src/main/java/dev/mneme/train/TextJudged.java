package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.objective.Critic;
import dev.mneme.objective.Gae;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.RandomStreams;
import org.bytedeco.pytorch.Tensor;

/**
 * Experience on texts that a critic judges as it stands: what PPO learns from. Advantages are
 * scaled to mean 0 and deviation 1 over the actions of a step.
 *
 * @param critic borrowed
 */
public record TextJudged(TextOnPolicy experience, Critic critic, Gae gae)
    implements Source<Batch.Judged> {

  @Override
  public Batch.Judged next(long step, RandomStreams streams) {
    Batch.Experience fresh = experience.next(step, streams);
    Tensor values = Gradients.without(() -> critic.values(fresh.prompts(), fresh.actions()));
    return Gae.normalised(gae.judge(fresh, values));
  }
}
