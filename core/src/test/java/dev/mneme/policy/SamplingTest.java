package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.model.Mlp;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples are draws of the policy itself, laid out by prompt and scored as the policy scores. */
class SamplingTest {

  private static final int DRAWS = 5000;

  /** 99.9 % quantiles of the chi-square distribution with 8 and with 2 degrees of freedom. */
  private static final double EIGHT_FREE = 26.12;

  private static final double TWO_FREE = 13.82;

  private static final Enumeration TABLE = Enumeration.random(61, 3, 3, 2);
  private static final double[] LOGITS = {0.5, -1, 0.25, 2, 0, -0.5};

  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(7);
  private final RandomStream stream = streams.get("sample");

  @AfterEach
  void free() {
    streams.close();
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void tabularSamplesFollowThePolicyPromptByPrompt(ElementType type) {
    long[] prompts = {2, 0};
    try (TabularPolicy policy = TABLE.policy(type)) {
      Rollouts rollouts =
          policy.sample(new TabularPolicy.Numbers(Tensors.longs(prompts, 2)), DRAWS, stream);
      assertThat(rollouts.actions().group()).isEqualTo(DRAWS);
      long[] ids = Tensors.toLongs(rollouts.actions().ids()); // [2·draws, 2]
      for (int p = 0; p < 2; p++) {
        int[] counts = new int[9];
        for (int row = p * DRAWS; row < (p + 1) * DRAWS; row++) {
          counts[(int) (3 * ids[2 * row] + ids[2 * row + 1])]++;
        }
        int prompt = (int) prompts[p];
        double[] expected =
            TABLE.sequences().stream().mapToDouble(y -> TABLE.probability(prompt, y)).toArray();
        assertThat(chiSquare(counts, expected)).isLessThan(EIGHT_FREE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void classifierSamplesFollowThePolicyInputByInput(ElementType type) {
    try (Classifier policy = softmaxOfItsInput(type)) {
      Rollouts rollouts = policy.sample(inputs(type), DRAWS, stream);
      long[] labels = Tensors.toLongs(rollouts.actions().ids()); // [2·draws, 1]
      for (int p = 0; p < 2; p++) {
        int[] counts = new int[3];
        for (int row = p * DRAWS; row < (p + 1) * DRAWS; row++) {
          counts[(int) labels[row]]++;
        }
        assertThat(chiSquare(counts, softmax(p))).isLessThan(TWO_FREE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void tabularRolloutsCarryTheVeryLogProbabilitiesThatScoringGives(ElementType type) {
    try (TabularPolicy policy = TABLE.policy(type)) {
      TabularPolicy.Numbers prompts =
          new TabularPolicy.Numbers(Tensors.longs(new long[] {1, 2}, 2));
      assertScoredAlike(policy, policy.sample(prompts, 7, stream));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void classifierRolloutsCarryTheVeryLogProbabilitiesThatScoringGives(ElementType type) {
    try (Classifier policy = softmaxOfItsInput(type)) {
      assertScoredAlike(policy, policy.sample(inputs(type), 7, stream));
    }
  }

  @Test
  void everySequenceIsListedPromptByPrompt() {
    try (TabularPolicy policy = TABLE.policy(ElementType.F32)) {
      Actions actions = policy.everySequence(2);
      long[] once = TABLE.sequences().stream().flatMapToInt(IntStream::of).asLongStream().toArray();
      assertThat(actions.group()).isEqualTo(9);
      assertThat(Tensors.toLongs(actions.ids().narrow(0, 0, 9))).containsExactly(once);
      assertThat(Tensors.toLongs(actions.ids().narrow(0, 9, 9))).containsExactly(once);
    }
  }

  private static void assertScoredAlike(Policy policy, Rollouts rollouts) {
    Scores scores = policy.scores(rollouts.prompts(), rollouts.actions());
    assertThat(Tensors.sameBits(rollouts.logProbs(), scores.chosen())).isTrue();
    Scores all = policy.scores(rollouts.prompts(), rollouts.actions());
    assertThat(all.logProbs().requires_grad()).isTrue();
    assertThat(Tensors.sameBits(rollouts.logProbs(), all.chosen())).isTrue();
    assertThat(rollouts.logProbs().requires_grad()).isFalse();
  }

  private static double chiSquare(int[] counts, double[] probabilities) {
    return IntStream.range(0, counts.length)
        .mapToDouble(i -> {
          double expected = DRAWS * probabilities[i];
          return (counts[i] - expected) * (counts[i] - expected) / expected;
        })
        .sum();
  }

  private static Inputs inputs(ElementType type) {
    return new Inputs(Tensors.to(Tensors.doubles(LOGITS, 2, 3), type));
  }

  private static double[] softmax(int row) {
    double[] weights =
        IntStream.range(0, 3).mapToDouble(i -> Math.exp(LOGITS[3 * row + i])).toArray();
    double total = weights[0] + weights[1] + weights[2];
    return IntStream.range(0, 3).mapToDouble(i -> weights[i] / total).toArray();
  }

  /** One linear layer that changes nothing. */
  private static Classifier softmaxOfItsInput(ElementType type) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    double[] identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    weights.put("layers.0.weight", Tensors.to(Tensors.doubles(identity, 3, 3), type));
    weights.put("layers.0.bias", Tensors.to(Tensors.doubles(new double[3], 3), type));
    return new Classifier(Mlp.of(Parameters.own(weights)));
  }
}
