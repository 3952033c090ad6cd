package dev.mneme.lab.sequences;

import dev.mneme.model.Decoder;
import dev.mneme.policy.Completion;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Sampler;
import dev.mneme.policy.Sampling;
import dev.mneme.train.Probe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Mean reward over all prompts: of several samples each at temperature 1, and of the likeliest. */
final class RewardProbe implements Probe {

  static final String NAME = "reward";
  static final String SAMPLED = "sampled";
  static final String GREEDY = "greedy";

  private static final int SAMPLES = 8;
  private static final long SEED = 1;

  private final Sequences task;
  private final Decoder decoder;
  private final long every;
  private final long steps;

  /**
   * @param decoder of the policy in training
   */
  RewardProbe(Sequences task, Decoder decoder, long every, long steps) {
    this.task = task;
    this.decoder = decoder;
    this.every = every;
    this.steps = steps;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean due(long done) {
    return done == 1 || done % every == 0 || done == steps;
  }

  @Override
  public Map<String, Double> after(Policy policy) {
    Map<String, Double> rewards = new LinkedHashMap<>();
    try (Sampler sampler = new Sampler(decoder, task.size())) {
      Set<Integer> ends = Set.of(Sequences.END);
      rewards.put(SAMPLED, mean(sampler, SAMPLES, Sampling.plain(Sequences.LENGTH, ends)));
      rewards.put(GREEDY, mean(sampler, 1, Sampling.greedy(Sequences.LENGTH, ends)));
    }
    return rewards;
  }

  private double mean(Sampler sampler, int group, Sampling sampling) {
    List<int[]> prompts = IntStream.range(0, task.size()).mapToObj(task::prompt).toList();
    List<Completion> completions = sampler.complete(prompts, group, sampling, SEED);
    return IntStream.range(0, completions.size())
        .mapToDouble(number ->
            task.reward(
                number / group,
                completions.get(number).tokens().stream().mapToInt(id -> id).toArray()))
        .average()
        .orElseThrow();
  }
}
