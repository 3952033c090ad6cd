package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Mlp;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Inputs;
import dev.mneme.policy.Policy;
import dev.mneme.policy.Prompts;
import dev.mneme.policy.Rollouts;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * A linear policy of two labels with π = (3/4, 1/4) whatever the input. There ∂ log π(y|x) / ∂b_a =
 * 1[a = y] − π_a, so that F = π_0 π_1 for each bias and π_0 π_1 x² for each weight.
 */
class DiagonalFisherTest {

  private static final double VARIANCE = 3.0 / 16;

  @Test
  void itIsTheExactExpectationWhenTheDrawsAreEveryCaseInItsShare() {
    try (Scope scope = Scope.open();
        Policy policy = new Scripted(policy(), 0, 0, 1, 0);
        RandomStreams streams = new RandomStreams(1)) {
      Inputs inputs = new Inputs(Tensors.floats(new float[] {2, -3, 2, -3, 2, -3, 2, -3}, 4, 2));
      assertFisher(policy, inputs, streams, 4, 9, 1e-6);
    }
  }

  @Test
  void itComesCloseWithThePolicysOwnDraws() {
    int count = 2_000;
    float[] numbers = new float[2 * count];
    for (int i = 0; i < count; i++) {
      numbers[2 * i] = i % 2 == 0 ? 1 : 3; // mean square 5
      numbers[2 * i + 1] = 2;
    }
    try (Scope scope = Scope.open();
        Policy policy = policy();
        RandomStreams streams = new RandomStreams(1)) {
      // The squared derivative is 1/16 or 9/16, so its mean has a standard error of 0.005.
      assertFisher(
          policy, new Inputs(Tensors.floats(numbers, count, 2)), streams, 5, 4, 0.1 * VARIANCE * 5);
    }
  }

  @Test
  void promptsByThemselvesCountAsThoseOfOneBatch() {
    float[] numbers = {1, 2, 3, 4, 5, 6};
    try (Scope scope = Scope.open();
        Policy policy = policy();
        RandomStreams streams = new RandomStreams(1);
        RandomStreams same = new RandomStreams(1)) {
      Inputs inputs = new Inputs(Tensors.floats(numbers, 3, 2));
      List<Inputs> single =
          IntStream.range(0, 3)
              .mapToObj(i -> new Inputs(inputs.features().narrow(0, i, 1)))
              .toList();
      try (Parameters together = DiagonalFisher.of(policy, inputs, streams.get("fisher"));
          Parameters apart = DiagonalFisher.of(policy, single, same.get("fisher"))) {
        together
            .byName()
            .forEach((name, fisher) ->
                assertThat(Tensors.toDoubles(apart.get(name)))
                    .containsExactly(Tensors.toDoubles(fisher)));
      }
    }
  }

  private static void assertFisher(
      Policy policy,
      Inputs inputs,
      RandomStreams streams,
      double firstSquare,
      double secondSquare,
      double error) {
    try (Parameters fisher = DiagonalFisher.of(policy, inputs, streams.get("fisher"))) {
      double[] weights = {
        VARIANCE * firstSquare,
        VARIANCE * firstSquare,
        VARIANCE * secondSquare,
        VARIANCE * secondSquare
      };
      assertThat(Tensors.typeOf(fisher.get("layers.0.weight"))).isEqualTo(ElementType.F64);
      assertThat(Tensors.toDoubles(fisher.get("layers.0.weight")))
          .containsExactly(weights, within(error));
      assertThat(Tensors.toDoubles(fisher.get("layers.0.bias")))
          .containsExactly(new double[] {VARIANCE, VARIANCE}, within(error));
    }
  }

  private static Classifier policy() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("layers.0.weight", Tensors.zeros(2, 2));
    weights.put("layers.0.bias", Tensors.floats(new float[] {(float) Math.log(3), 0}, 2));
    return new Classifier(Mlp.of(Parameters.own(weights)));
  }

  /** Answers what it is told to, one after the other. */
  private static final class Scripted implements Policy {
    private final Policy policy;
    private final long[] answers;
    private int next;

    Scripted(Policy policy, long... answers) {
      this.policy = policy;
      this.answers = answers;
    }

    @Override
    public Rollouts sample(Prompts prompts, int group, RandomStream stream) {
      Actions actions = Actions.single(Tensors.longs(new long[] {answers[next++]}, 1), 1);
      return new Rollouts(prompts, actions, chosenLogProbs(prompts, actions));
    }

    @Override
    public int alphabet() {
      return policy.alphabet();
    }

    @Override
    public Tensor logProbs(Prompts prompts, Actions actions) {
      return policy.logProbs(prompts, actions);
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
