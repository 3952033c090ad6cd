package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Texts;
import dev.mneme.task.Verdict;
import dev.mneme.task.VerdictMeans;
import dev.mneme.task.WeightedRewards;
import dev.mneme.tensor.RandomStream;
import dev.mneme.text.ExampleTokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has the policy in training complete the prompts of rows of data, each several times, and a
 * verifier judge what it wrote. Used by one thread.
 */
public final class RecordSampling {

  /**
   * How completions are drawn.
   *
   * @param group completions a prompt
   * @param maskTruncated whether completions that did not end by themselves are not learnt; their
   *     rewards still count in the baselines of their groups
   * @param longestPrompt in tokens
   * @param limit what recipes call the longest completion, for messages
   */
  public record Plan(int group, boolean maskTruncated, int longestPrompt, String limit) {
    public Plan {
      if (group < 1) {
        throw new IllegalArgumentException("the group must be positive, was " + group);
      }
    }
  }

  private final Policy policy;
  private final ExampleTokens tokens;
  private final RecordJudge judge;
  private final Plan plan;
  private final @Nullable WeightedRewards apart;
  private final VerdictMeans judged = new VerdictMeans();

  /**
   * @param policy borrowed; it is the one the trainer changes
   * @param apart the judge's verifier, where its rewards are to be learnt from one by one
   */
  public RecordSampling(
      Policy policy,
      ExampleTokens tokens,
      RecordJudge judge,
      Plan plan,
      @Nullable WeightedRewards apart) {
    this.policy = policy;
    this.tokens = tokens;
    this.judge = judge;
    this.plan = plan;
    this.apart = apart;
  }

  Policy policy() {
    return policy;
  }

  int group() {
    return plan.group();
  }

  /** Whether rewards are learnt from one by one. */
  boolean isApart() {
    return apart != null;
  }

  /** Begins a batch: what was judged before is not told any more. */
  void begin() {
    judged.clear();
  }

  /**
   * Completions of rows with a prompt.
   *
   * @throws InputException naming the row, if its prompt is too long or it cannot be judged
   */
  JudgedCompletions sample(List<MixedExamples.Drawn> drawn, RandomStream stream) {
    List<int[]> prompts = drawn.stream().map(row -> prompt(tokens, row, plan)).toList();
    Actions written = policy.write(new Texts(prompts), plan.group(), stream);
    List<int[]> completions = written.sequences();
    float[] rewards = new float[completions.size()];
    boolean[] learnt = new boolean[completions.size()];
    WeightedRewards several = apart;
    int count = several == null ? 0 : several.weighed().size();
    List<float[]> parts = Stream.generate(() -> new float[rewards.length]).limit(count).toList();
    for (int row = 0; row < rewards.length; row++) {
      int[] completion = completions.get(row);
      Verdict verdict = judge.of(drawn.get(row / plan.group()), completion);
      judged.add(verdict);
      rewards[row] = (float) verdict.reward();
      learnt[row] = !plan.maskTruncated() || judge.ended(completion);
      if (several != null) {
        List<Double> earned = several.apart(verdict);
        for (int part = 0; part < count; part++) {
          parts.get(part)[row] = earned.get(part).floatValue();
        }
      }
    }
    return new JudgedCompletions(plan.group(), prompts, completions, learnt, rewards, parts);
  }

  /**
   * The prompt of a row.
   *
   * @throws InputException naming the row, if it leaves no room for a completion
   */
  public static int[] prompt(ExampleTokens tokens, MixedExamples.Drawn drawn, Plan plan) {
    Example.Question question = (Example.Question) drawn.example();
    int[] prompt = tokens.prompt(drawn, question.prompt(), question.tools());
    if (prompt.length > plan.longestPrompt()) {
      throw InputException.of(
          "%s: the prompt has %,d tokens and at most %,d leave room for an answer. Leave the row out, lower %s or raise data.max-length.",
          drawn.place(), prompt.length, plan.longestPrompt(), plan.limit());
    }
    return prompt;
  }

  /**
   * The mean of each part of the rewards as {@code reward.part}, over all completions that were
   * judged for the last batch: also those of groups that were left out.
   */
  Map<String, Double> signals() {
    Map<String, Double> signals = new LinkedHashMap<>();
    judged.parts().forEach((name, mean) -> signals.put("reward." + name, mean));
    return signals;
  }
}
