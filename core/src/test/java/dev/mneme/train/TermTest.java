package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.objective.Batch;
import dev.mneme.objective.CrossEntropy;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TermTest {

  private static final Objective<Batch.Demonstrations> IMITATE = new CrossEntropy();
  private static final Objective<Batch> SQUARES =
      (scores, batch) -> Loss.of(scores.logProbs().square().mean());

  @Test
  void theWeightedSumOfObjectivesHasTheWeightedSumOfGradients() {
    try (SmallTask task = new SmallTask();
        Policy policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      double[] one = gradient(policy, streams, term(task, List.of(weighted("one", 1, IMITATE))));
      double[] other =
          gradient(policy, streams, term(task, List.of(weighted("other", 1, SQUARES))));
      double[] both =
          gradient(
              policy,
              streams,
              term(task, List.of(weighted("one", 2, IMITATE), weighted("other", -0.5, SQUARES))));
      for (int i = 0; i < both.length; i++) {
        assertThat(both[i]).isCloseTo(2 * one[i] - 0.5 * other[i], within(1e-6));
      }
      assertThat(both).isNotEqualTo(one);
    }
  }

  @Test
  void theObjectivesOfATermShareOnePassOfThePolicy() {
    try (SmallTask task = new SmallTask();
        Counting policy = new Counting(SmallTask.policy());
        RandomStreams streams = new RandomStreams(1)) {
      term(
              task,
              List.of(
                  weighted("a", 1, SQUARES), weighted("b", 1, IMITATE), weighted("c", 1, SQUARES)))
          .loss(0, policy, streams, true, new LinkedHashMap<>());
      assertThat(policy.passes).isEqualTo(1);
    }
  }

  @Test
  void figuresAreNamedAfterTheTermAndUnweighted() {
    try (SmallTask task = new SmallTask();
        Policy policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1)) {
      Map<String, Tensor> told = new LinkedHashMap<>();
      Map<String, Tensor> untold = new LinkedHashMap<>();
      Term<?> term = term(task, List.of(weighted("half", 0.5, IMITATE)));
      Tensor loss = term.loss(0, policy, streams, true, told);
      term.loss(0, policy, streams, false, untold);
      assertThat(told).containsOnlyKeys("toy/half");
      assertThat(Tensors.item(loss))
          .isCloseTo(
              0.5 * Tensors.item(Objects.requireNonNull(told.get("toy/half"))), within(1e-7));
      assertThat(untold).isEmpty();
    }
  }

  @Test
  void aWeightIsANumber() {
    assertThatThrownBy(() -> weighted("kl", Double.NaN, SQUARES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the weight of kl must be a number, was NaN");
  }

  private static Term<Batch.Demonstrations> term(
      SmallTask task, List<Term.Weighted<Batch.Demonstrations>> objectives) {
    return new Term<>("toy", task.imitation(), objectives);
  }

  private static Term.Weighted<Batch.Demonstrations> weighted(
      String name, double weight, Objective<? super Batch.Demonstrations> objective) {
    return new Term.Weighted<>(name, weight, objective);
  }

  private static double[] gradient(Policy policy, RandomStreams streams, Term<?> term) {
    Tensor loss = term.loss(0, policy, streams, false, new LinkedHashMap<>());
    List<Tensor> gradients =
        Gradients.of(loss, policy.parameters().tensors()).stream()
            .map(gradient -> gradient.reshape(-1))
            .toList();
    return Tensors.toDoubles(Maths.concatenate(gradients, 0));
  }

  /** Counts how often the policy is asked to score. */
  private static final class Counting implements Policy {
    private final Policy policy;
    private int passes;

    Counting(Policy policy) {
      this.policy = policy;
    }

    @Override
    public int alphabet() {
      return policy.alphabet();
    }

    @Override
    public Tensor logProbs(Prompts prompts, Actions actions) {
      passes++;
      return policy.logProbs(prompts, actions);
    }

    @Override
    public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
      return policy.sample(prompts, group, stream);
    }

    @Override
    public Parameters parameters() {
      return policy.parameters();
    }

    @Override
    public Policy copy() {
      return policy.copy();
    }

    @Override
    public void close() {
      policy.close();
    }
  }
}
