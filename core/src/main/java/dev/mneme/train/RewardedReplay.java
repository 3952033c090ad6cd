package dev.mneme.train;

import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.tensor.RandomStreams;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Prompts of old tasks that the policy in training completes beside a new one, each {@code group}
 * times, to learn from what a verifier says of them. Samples are fresh: each is learnt from in one
 * step.
 *
 * <p>As many tokens of completions are learnt as are owed ({@link ReplayDebt}), to within half a
 * group as far as lengths can be foretold: a group is indivisible, and how long it gets is known
 * only once it is written. A step has
 *
 * <pre>
 *   prompts = round(owed / m),   m = (longest group + learnt so far) / (1 + groups so far)
 * </pre>
 *
 * where m guesses the tokens of a group: at first the longest there can be, which counts as one
 * group more, so that the first steps fall behind rather than go too far. Steps of 0 prompts go
 * without, none has more than {@code most}, and what is learnt too much or too little is carried
 * on. So the old is never ahead by as much as it learnt in the last step that had any.
 *
 * <p>Groups of equal rewards teach nothing; their tokens count all the same, as the gradient is a
 * mean over them too.
 */
public final class RewardedReplay implements Source<Batch.Experience> {

  /** The random stream of completions; the new task draws from another. */
  private static final String STREAM = "replay";

  private static final String GROUPS = "groups";

  private final RecordSampling sampling;
  private final MixedExamples examples;
  private final int longest;
  private final int most;
  private final ReplayDebt debt;
  private long groups; // so far; the place of the prompt that comes next
  private long now; // tokens of the last step

  /**
   * @param examples borrowed; rows with a prompt
   * @param longest tokens of a completion
   * @param most prompts of a step; what is owed beyond waits
   * @param debt told of the new task, and paid here alone
   */
  public RewardedReplay(
      RecordSampling sampling, MixedExamples examples, int longest, int most, ReplayDebt debt) {
    this.sampling = sampling;
    this.examples = examples;
    this.longest = longest;
    this.most = most;
    this.debt = debt;
  }

  @Override
  public double share(long step) {
    return prompts() > 0 ? debt.share(step) : 0;
  }

  @Override
  public Batch.Experience next(long step, RandomStreams streams) {
    sampling.begin();
    JudgedCompletions written =
        sampling.sample(examples.at(groups, prompts()), streams.get(STREAM));
    now = written.tokens();
    groups += written.groups();
    debt.pay(now);
    return written.fresh(sampling.policy());
  }

  private int prompts() {
    double full = (double) longest * sampling.group();
    double guess = (full + debt.paid()) / (1.0 + groups);
    return Math.clamp(Math.round(debt.owed() / guess), 0, most);
  }

  /** {@code tokens} learnt in the step, and the mean of each part of the rewards. */
  @Override
  public Map<String, Double> signals() {
    Map<String, Double> signals = new LinkedHashMap<>(sampling.signals());
    signals.put("tokens", (double) now);
    return signals;
  }

  @Override
  public Map<String, double[]> state() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put(GROUPS, new double[] {groups});
    debt.putInto(state);
    return state;
  }

  @Override
  public void restore(Map<String, double[]> state) {
    groups = (long) Objects.requireNonNull(state.get(GROUPS), GROUPS)[0];
    debt.restore(state);
  }
}
