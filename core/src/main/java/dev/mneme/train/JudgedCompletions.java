package dev.mneme.train;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Scores;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Completions of some prompts and what they earned, in Java's memory.
 *
 * @param group completions a prompt, which stand together
 * @param learnt which completions are learnt from
 * @param rewards one a completion
 * @param parts rewards that are learnt from one by one, each as long; none where there is one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JudgedCompletions(
    int group,
    List<int[]> prompts,
    List<int[]> completions,
    boolean[] learnt,
    float[] rewards,
    List<float[]> parts) {

  int groups() {
    return prompts.size();
  }

  /** Tokens that are learnt from. */
  long tokens() {
    return IntStream.range(0, learnt.length)
        .filter(row -> learnt[row])
        .mapToLong(row -> completions.get(row).length)
        .sum();
  }

  /**
   * What is learnt from them while the policy is the one that wrote them.
   *
   * @param policy that wrote them
   */
  Batch.Experience fresh(Policy policy) {
    Texts texts = new Texts(prompts);
    Actions actions = actions();
    // The scoring pass says what the policy thought, so that the first ratios are exactly 1.
    Scores scores = policy.scores(texts, actions);
    Tensor logProbs = scores.chosen().detach(); // [rows, time]
    return new Batch.Experience(
        new Rollouts(texts, actions, logProbs), earned(rewards), scores, earned());
  }

  /**
   * What is learnt from them later.
   *
   * @param logProbs what the policy thought that wrote them, row by row
   */
  Batch.Experience old(float[] logProbs) {
    Actions actions = actions();
    Tensor known = Tensors.floats(logProbs, actions.rows(), actions.time());
    return new Batch.Experience(
        new Rollouts(new Texts(prompts), actions, known), earned(rewards), null, earned());
  }

  private Actions actions() {
    Actions actions = Actions.ragged(completions, group);
    float[] rows = new float[actions.rows()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = learnt[row] ? 1 : 0;
    }
    Tensor kept = Tensors.floats(rows, rows.length, 1); // [rows, 1]
    return new Actions(actions.ids(), actions.mask().mul(kept), group);
  }

  /** // each [rows] */
  private List<Tensor> earned() {
    return parts.stream().map(JudgedCompletions::earned).toList();
  }

  private static Tensor earned(float[] rewards) {
    return Tensors.floats(rewards, rewards.length); // [rows]
  }

  /** The groups of unequal rewards, of which one reward is learnt from. */
  JudgedCompletions informative() {
    return only(IntStream.range(0, groups()).filter(this::differs).boxed().toList());
  }

  /** The first so many groups, or all. */
  JudgedCompletions first(int most) {
    return only(IntStream.range(0, Math.min(groups(), most)).boxed().toList());
  }

  private boolean differs(int number) {
    int from = number * group;
    return IntStream.range(from, from + group).anyMatch(row -> rewards[row] != rewards[from]);
  }

  private JudgedCompletions only(List<Integer> groups) {
    List<int[]> fewer = new ArrayList<>();
    boolean[] fewerLearnt = new boolean[groups.size() * group];
    float[] fewerRewards = new float[groups.size() * group];
    for (int to = 0; to < groups.size(); to++) {
      int from = groups.get(to) * group;
      fewer.addAll(completions.subList(from, from + group));
      System.arraycopy(learnt, from, fewerLearnt, to * group, group);
      System.arraycopy(rewards, from, fewerRewards, to * group, group);
    }
    return new JudgedCompletions(
        group,
        groups.stream().map(prompts::get).toList(),
        fewer,
        fewerLearnt,
        fewerRewards,
        List.of());
  }

  /** These and then others, of which one reward is learnt from. */
  JudgedCompletions and(JudgedCompletions then) {
    int from = rewards.length;
    boolean[] allLearnt = Arrays.copyOf(learnt, from + then.learnt.length);
    System.arraycopy(then.learnt, 0, allLearnt, from, then.learnt.length);
    float[] allRewards = Arrays.copyOf(rewards, from + then.rewards.length);
    System.arraycopy(then.rewards, 0, allRewards, from, then.rewards.length);
    return new JudgedCompletions(
        group,
        both(prompts, then.prompts),
        both(completions, then.completions),
        allLearnt,
        allRewards,
        List.of());
  }

  private static List<int[]> both(List<int[]> first, List<int[]> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }
}
