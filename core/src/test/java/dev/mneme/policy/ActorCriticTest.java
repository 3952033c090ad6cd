package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.Decoder;
import dev.mneme.model.DecoderShape;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActorCriticTest {

  private static final int WIDTH = 16;

  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(5);
  private final ActorCritic policy =
      new ActorCritic(
          new LanguagePolicy(
              Decoder.initialised(
                  DecoderShape.llama(11, WIDTH, 2, 2, 1, 24, 32), streams.get("init")),
              new LanguagePolicy.Writing(4, Set.of(1), 4)));
  private final Texts prompts = new Texts(List.of(new int[] {3, 4}, new int[] {5}));
  private final Actions actions = Actions.ragged(List.of(new int[] {6, 7, 1}, new int[] {8, 1}), 1);

  @AfterEach
  void free() {
    policy.close();
    streams.close();
    scope.close();
  }

  @Test
  void aNewCriticExpectsNothing() {
    assertThat(Tensors.toDoubles(policy.values(prompts, actions))).containsOnly(0);
  }

  @Test
  void aValueIsLinearInTheStateThatPredictsTheAction() {
    Tensor states =
        Gradients.without(() -> policy.actor().states(prompts, actions)); // [2, 3, WIDTH]
    Tensor weight = streams.get("head").normal(0, 1, WIDTH, 1);
    policy.parameters().get("value.weight").detach().copy_(weight);
    policy.parameters().get("value.bias").detach().copy_(Tensors.floats(new float[] {2}, 1));
    double[] state = Tensors.toDoubles(states);
    double[] head = Tensors.toDoubles(weight);
    double[] expected = new double[6];
    for (int place = 0; place < expected.length; place++) {
      expected[place] = 2;
      for (int i = 0; i < WIDTH; i++) {
        expected[place] += state[place * WIDTH + i] * head[i];
      }
    }
    assertThat(Tensors.toDoubles(policy.values(prompts, actions)))
        .containsExactly(expected, within(1e-5));
  }

  @Test
  void aNarrowModelHasAFloat32Head() {
    Map<String, Tensor> narrow = new LinkedHashMap<>();
    Decoder wide = policy.actor().decoder();
    wide.parameters()
        .byName()
        .forEach((name, weight) -> narrow.put(name, Tensors.to(weight.detach(), ElementType.BF16)));
    Decoder half = Decoder.of(wide.shape(), Parameters.own(narrow));
    LanguagePolicy.Writing writing = new LanguagePolicy.Writing(4, Set.of(1), 4);
    try (ActorCritic critic = new ActorCritic(new LanguagePolicy(half, writing))) {
      assertThat(Tensors.toDoubles(critic.values(prompts, actions))).hasSize(6).containsOnly(0);
    }
  }

  @Test
  void valuesTeachTheHeadAndTheModel() {
    policy
        .parameters()
        .get("value.weight")
        .detach()
        .copy_(streams.get("head").normal(0, 1, WIDTH, 1));
    List<Tensor> gradients =
        Gradients.of(policy.values(prompts, actions).sum(), policy.parameters().tensors());
    assertThat(gradients).hasSameSizeAs(policy.parameters().tensors());
    for (String name : List.of("value.weight", "value.bias", "model.norm.weight")) {
      int place = List.copyOf(policy.parameters().byName().keySet()).indexOf(name);
      assertThat(Arrays.stream(Tensors.toDoubles(gradients.get(place))).map(Math::abs).sum())
          .as(name)
          .isPositive();
    }
  }

  @Test
  void itWritesAndScoresAsItsLanguageModelDoes() {
    assertThat(
            Tensors.sameBits(
                policy.chosenLogProbs(prompts, actions),
                policy.actor().chosenLogProbs(prompts, actions)))
        .isTrue();
    try (RandomStreams one = new RandomStreams(1);
        RandomStreams two = new RandomStreams(1)) {
      Fresh own = policy.explore(prompts, 2, one.get("sample"));
      Fresh actors = policy.actor().explore(prompts, 2, two.get("sample"));
      assertThat(
              Tensors.sameBits(own.rollouts().actions().ids(), actors.rollouts().actions().ids()))
          .isTrue();
      assertThat(own.scores().isOf(policy)).isTrue();
    }
  }

  @Test
  void aCopyIsIndependentHeadIncluded() {
    policy.parameters().get("value.bias").detach().copy_(Tensors.floats(new float[] {3}, 1));
    try (ActorCritic copy = policy.copy()) {
      policy.parameters().get("value.bias").detach().zero_();
      assertThat(Tensors.toDoubles(copy.values(prompts, actions))).containsOnly(3);
    }
  }
}
