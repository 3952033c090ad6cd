package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.policy.Actions;
import dev.mneme.policy.LanguagePolicy;
import dev.mneme.policy.Scoring;
import dev.mneme.policy.Texts;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreezingTest {

  private static final DecoderShape SHAPE =
      DecoderShape.qwen2(11, 8, 12, 2, 1, 12, 32, List.of(10));

  @Test
  void aNameFitsTheWeightsInWhichItStandsBetweenDots() {
    assertThat(frozen("embed_tokens")).containsExactly("model.embed_tokens.weight");
    assertThat(frozen("model.norm.weight")).containsExactly("model.norm.weight");
    assertThat(frozen("norm")).containsExactly("model.norm.weight");
    assertThat(frozen("layers.1"))
        .hasSize(12)
        .allMatch(weight -> weight.startsWith("model.layers.1."));
    assertThat(frozen("q_proj.bias")).hasSize(12);
    assertThat(frozen("layers.3.mlp", "layers.3.mlp.up_proj")).hasSize(3);
    assertThat(frozen()).isEmpty();
    assertThat(frozen("model")).isEqualTo(SHAPE.weights().keySet());
  }

  @Test
  void aNameThatFitsNothingIsRefused() {
    assertThatThrownBy(() -> frozen("embed_token"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("Did you mean \"embed_tokens\"?");
    assertThatThrownBy(() -> frozen("layers.12")).hasMessageContaining("Did you mean \"layers.1");
    assertThatThrownBy(() -> frozen("mlp.upproj")).hasMessageContaining("\"mlp.up_proj\"");
    assertThatThrownBy(() -> frozen("lm_head")).hasMessageContaining("Name embed_tokens");
    assertThatThrownBy(() -> frozen("")).hasMessageContaining("Name one such as");
    assertThatThrownBy(() -> frozen("everything at once"))
        .hasMessage(
            "no weight of this model is called \"everything at once\", nor anything that holds one. Name one such as embed_tokens, layers.0 or mlp.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"embed_tokens", "embed_tokens layers.0", "mlp", "q_proj", "layers.1", "layers"})
  void whatLearnsHasTheGradientsThatItHasInAWholeModel(String names) {
    DecoderShape shape = DecoderShape.qwen2(11, 8, 3, 2, 1, 12, 32, List.of(10));
    Set<String> frozen =
        new Freezing(Pattern.compile(" ").splitAsStream(names).toList()).weights(shape);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        Decoder decoder = Decoder.initialised(shape, streams.get("init"));
        LanguagePolicy whole = LanguagePolicy.over(decoder, writing());
        LanguagePolicy partly = partly(shape, decoder.parameters(), frozen)) {
      assertThat(partly.parameters().byName().keySet()).doesNotContainAnyElementsOf(frozen);
      for (Scoring scoring :
          List.of(Scoring.WHOLE, new Scoring(0, false, true), new Scoring(1, true, false))) {
        Map<String, Tensor> all = gradients(whole, scoring);
        gradients(partly, scoring)
            .forEach((name, gradient) ->
                assertThat(Tensors.sameBits(gradient, Objects.requireNonNull(all.get(name))))
                    .as(name)
                    .isTrue());
      }
      try (LanguagePolicy copy = partly.copy()) {
        assertThat(copy.parameters().byName().keySet())
            .isEqualTo(partly.parameters().byName().keySet());
      }
    }
  }

  private static LanguagePolicy partly(DecoderShape shape, Parameters weights, Set<String> frozen) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    weights.byName().forEach((name, weight) -> copies.put(name, weight.detach().clone()));
    Set<String> learnt = new LinkedHashSet<>(copies.keySet());
    learnt.removeAll(frozen);
    return LanguagePolicy.learning(
        Decoder.of(shape, Parameters.own(copies, frozen)), learnt, writing());
  }

  private static Map<String, Tensor> gradients(LanguagePolicy policy, Scoring scoring) {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    try (LanguagePolicy view = policy.view(writing(), scoring)) {
      Actions actions = Actions.ragged(List.of(new int[] {4, 2, 6}, new int[] {7, 1}), 1);
      Tensor value =
          view.chosenLogProbs(new Texts(List.of(new int[] {1, 3}, new int[] {5})), actions).sum();
      List<Tensor> found = Gradients.of(value, view.parameters().tensors());
      int place = 0;
      for (String name : view.parameters().byName().keySet()) {
        gradients.put(name, found.get(place++));
      }
    }
    return gradients;
  }

  private static LanguagePolicy.Writing writing() {
    return new LanguagePolicy.Writing(4, Set.of(), 2);
  }

  private static Set<String> frozen(String... names) {
    return new Freezing(List.of(names)).weights(SHAPE);
  }
}
