package dev.mneme.train;

import dev.mneme.data.InputException;
import dev.mneme.data.records.Example;
import dev.mneme.data.records.MixedExamples;
import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Scores;
import dev.mneme.policy.Texts;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import dev.mneme.task.VerdictMeans;
import dev.mneme.task.WeightedRewards;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import dev.mneme.text.ExampleTokens;
import dev.mneme.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Experience on the prompts of rows of data: the policy in training completes each several times,
 * and a verifier compares the texts with the columns of the row.
 *
 * <p>With several uses of a batch, samples are kept between steps, so a run resumes bit for bit at
 * steps divisible by {@link Plan#uses} only, and refuses to elsewhere. Used by one thread.
 */
public final class RecordOnPolicy implements Source<Batch.Experience> {

  /**
   * What is sampled, and what of it is learnt.
   *
   * @param prompts new ones each time
   * @param group completions a prompt
   * @param uses steps that learn from the same completions; the first finds them fresh
   * @param maskTruncated whether completions that did not end by themselves are not learnt; their
   *     rewards still count in the baselines of their groups
   * @param onlyInformative whether groups of equal rewards are left out; where all are, they stay
   * @param resample most rounds of as many new prompts again, until so many groups have unequal
   *     rewards; those beyond are left out. Only with {@code onlyInformative}
   */
  public record Plan(
      int prompts,
      int group,
      int uses,
      boolean maskTruncated,
      boolean onlyInformative,
      int resample) {
    public Plan {
      if (prompts < 1 || group < 1 || uses < 1) {
        throw new IllegalArgumentException(
            "prompts, group and uses must be positive, were %d, %d and %d"
                .formatted(prompts, group, uses));
      }
      if (resample < 0) {
        throw new IllegalArgumentException("resample must not be negative, was " + resample);
      }
    }
  }

  /** How completions are judged: as texts, without the tokens that end them. */
  public record Judge(Tokenizer tokenizer, Set<Integer> ends, TextVerifier verifier) {
    public Judge {
      ends = Set.copyOf(ends);
    }

    /** What a completion of an example is worth, and why. */
    public Verdict of(MixedExamples.Drawn drawn, int[] completion) {
      int length = ended(completion) ? completion.length - 1 : completion.length;
      return of(drawn, tokenizer.decode(Arrays.copyOf(completion, length)));
    }

    /** The same of a text. */
    public Verdict of(MixedExamples.Drawn drawn, String text) {
      try {
        return verifier.judge(text, ((Example.Question) drawn.example()).columns());
      } catch (InputException mistake) {
        throw new InputException(drawn.place() + ": " + mistake.getMessage(), mistake);
      }
    }

    private boolean ended(int[] completion) {
      return ends.contains(completion[completion.length - 1]);
    }
  }

  /** Completions of some prompts, in Java's memory. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sampled(
      List<int[]> prompts,
      List<int[]> completions,
      boolean[] learnt,
      float[] rewards,
      List<float[]> parts) {

    Sampled(List<int[]> prompts, List<int[]> completions, boolean[] learnt, float[] rewards) {
      this(prompts, completions, learnt, rewards, List.of());
    }

    int groups() {
      return prompts.size();
    }
  }

  /**
   * How a batch came about.
   *
   * @param rounds of sampling
   * @param groups found to have unequal rewards, before those too many were left out; all groups
   *     where equal ones are learnt from too
   */
  public record Tally(int rounds, int groups) {}

  /** What is learnt from for several steps. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(long generation, Sampled sampled, float[] logProbs) {}

  private final Policy policy;
  private final MixedExamples examples;
  private final ExampleTokens tokens;
  private final Judge judge;
  private final Plan plan;
  private final int longestPrompt;
  private final @Nullable WeightedRewards apart;
  private final VerdictMeans judged = new VerdictMeans();
  private @Nullable Kept kept;
  private Tally tally = new Tally(0, 0);

  /** Experience of one reward. */
  public RecordOnPolicy(
      Policy policy,
      MixedExamples examples,
      ExampleTokens tokens,
      Judge judge,
      Plan plan,
      int longestPrompt) {
    this(policy, examples, tokens, judge, plan, longestPrompt, null);
  }

  /**
   * @param policy borrowed; it is the one the trainer changes
   * @param longestPrompt in tokens
   * @param apart the judge's verifier, where its rewards are to be learnt from one by one; not with
   *     groups left out, which one reward finds equal and another does not
   */
  public RecordOnPolicy(
      Policy policy,
      MixedExamples examples,
      ExampleTokens tokens,
      Judge judge,
      Plan plan,
      int longestPrompt,
      @Nullable WeightedRewards apart) {
    if (apart != null && plan.onlyInformative()) {
      throw new IllegalArgumentException("groups are left out by one reward, not by several");
    }
    this.apart = apart;
    this.policy = policy;
    this.examples = examples;
    this.tokens = tokens;
    this.judge = judge;
    this.plan = plan;
    this.longestPrompt = longestPrompt;
  }

  @Override
  public Batch.Experience next(long step, RandomStreams streams) {
    long generation = step / plan.uses();
    if (step % plan.uses() == 0) {
      return fresh(generation, streams);
    }
    Kept known = kept;
    if (known == null || known.generation() != generation) {
      throw new IllegalStateException(
          "step %d needs completions that were sampled before the run was resumed".formatted(step));
    }
    Actions actions = actions(known.sampled());
    Tensor logProbs = Tensors.floats(known.logProbs(), actions.rows(), actions.time());
    return new Batch.Experience(
        new Rollouts(new Texts(known.sampled().prompts()), actions, logProbs),
        rewards(known.sampled()),
        null,
        parts(known.sampled()));
  }

  private Batch.Experience fresh(long generation, RandomStreams streams) {
    judged.clear();
    Sampled sampled = sample(generation, streams);
    Texts prompts = new Texts(sampled.prompts());
    Actions actions = actions(sampled);
    // The scoring pass says what the policy thought, so that the first ratios are exactly 1.
    Scores scores = new Scores(policy, prompts, actions);
    Tensor logProbs = scores.chosen().detach(); // [rows, time]
    if (plan.uses() > 1) {
      kept = new Kept(generation, sampled, Tensors.toFloats(logProbs));
    }
    return new Batch.Experience(
        new Rollouts(prompts, actions, logProbs), rewards(sampled), scores, parts(sampled));
  }

  /** How the samples came about that are learnt from now. */
  public Tally tally() {
    return tally;
  }

  private Sampled sample(long generation, RandomStreams streams) {
    Sampled first = round(generation, 0, streams);
    if (!plan.onlyInformative()) {
      tally = new Tally(1, first.groups());
      return first;
    }
    Sampled found = informative(first);
    int rounds = 1;
    while (found.groups() < plan.prompts() && rounds <= plan.resample()) {
      found = joined(found, informative(round(generation, rounds, streams)));
      rounds++;
    }
    tally = new Tally(rounds, found.groups());
    if (found.groups() == 0) {
      return first;
    }
    int most = Math.min(found.groups(), plan.prompts());
    return groups(found, IntStream.range(0, most).boxed().toList());
  }

  /**
   * Each generation has places in the order of the rows for all its rounds, taken or not, so that a
   * resumed run finds the same ones without being told.
   */
  private Sampled round(long generation, int round, RandomStreams streams) {
    long number = generation * (1 + plan.resample()) + round;
    return sample(examples.at(number * plan.prompts(), plan.prompts()), streams);
  }

  private Sampled sample(List<MixedExamples.Drawn> drawn, RandomStreams streams) {
    List<int[]> prompts = drawn.stream().map(this::prompt).toList();
    Rollouts rollouts = policy.sample(new Texts(prompts), plan.group(), streams.get("sample"));
    List<int[]> completions = rollouts.actions().sequences();
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
    return new Sampled(prompts, completions, learnt, rewards, parts);
  }

  private int[] prompt(MixedExamples.Drawn drawn) {
    Example.Question question = (Example.Question) drawn.example();
    int[] prompt = tokens.prompt(drawn, question.prompt(), question.tools());
    if (prompt.length > longestPrompt) {
      throw InputException.of(
          "%s: the prompt has %,d tokens and at most %,d leave room for an answer. Leave the row out, lower sampling.max-tokens or raise data.max-length.",
          drawn.place(), prompt.length, longestPrompt);
    }
    return prompt;
  }

  /**
   * The mean of each part of the rewards as {@code reward.part}, over all completions that were
   * judged for the last batch: also those of groups that were left out.
   */
  @Override
  public Map<String, Double> signals() {
    Map<String, Double> signals = new LinkedHashMap<>();
    judged.parts().forEach((name, mean) -> signals.put("reward." + name, mean));
    return signals;
  }

  private Sampled informative(Sampled all) {
    return groups(all, IntStream.range(0, all.groups()).filter(differs(all)).boxed().toList());
  }

  private Sampled groups(Sampled all, List<Integer> groups) {
    int group = plan.group();
    List<int[]> completions = new ArrayList<>();
    boolean[] learnt = new boolean[groups.size() * group];
    float[] rewards = new float[groups.size() * group];
    for (int to = 0; to < groups.size(); to++) {
      int from = groups.get(to) * group;
      completions.addAll(all.completions().subList(from, from + group));
      System.arraycopy(all.learnt(), from, learnt, to * group, group);
      System.arraycopy(all.rewards(), from, rewards, to * group, group);
    }
    return new Sampled(
        groups.stream().map(all.prompts()::get).toList(), completions, learnt, rewards);
  }

  private static Sampled joined(Sampled first, Sampled then) {
    int from = first.rewards().length;
    boolean[] learnt = Arrays.copyOf(first.learnt(), from + then.learnt().length);
    System.arraycopy(then.learnt(), 0, learnt, from, then.learnt().length);
    float[] rewards = Arrays.copyOf(first.rewards(), from + then.rewards().length);
    System.arraycopy(then.rewards(), 0, rewards, from, then.rewards().length);
    return new Sampled(
        both(first.prompts(), then.prompts()),
        both(first.completions(), then.completions()),
        learnt,
        rewards);
  }

  private static List<int[]> both(List<int[]> first, List<int[]> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  private IntPredicate differs(Sampled all) {
    return number -> {
      int from = number * plan.group();
      return IntStream.range(from, from + plan.group())
          .anyMatch(row -> all.rewards()[row] != all.rewards()[from]);
    };
  }

  private Actions actions(Sampled sampled) {
    Actions actions = Actions.ragged(sampled.completions(), plan.group());
    float[] rows = new float[actions.rows()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = sampled.learnt()[row] ? 1 : 0;
    }
    Tensor learnt = Tensors.floats(rows, rows.length, 1); // [rows, 1]
    return new Actions(actions.ids(), actions.mask().mul(learnt), actions.group());
  }

  /** // each [rows] */
  private static List<Tensor> parts(Sampled sampled) {
    return sampled.parts().stream().map(each -> Tensors.floats(each, each.length)).toList();
  }

  private static Tensor rewards(Sampled sampled) {
    return Tensors.floats(sampled.rewards(), sampled.rewards().length); // [rows]
  }
}
