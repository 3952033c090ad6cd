package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.InputException;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoraTest {

  private static final DecoderShape SHAPE = DecoderShape.llama(5, 8, 2, 2, 1, 6, 16);
  private static final String QUERIES = "model.layers.1.self_attn.q_proj";

  private final Scope scope = Scope.open();
  private final RandomStreams random = new RandomStreams(3);

  @AfterEach
  void free() {
    random.close();
    scope.close();
  }

  @Test
  void aNewAdapterChangesNothing() {
    try (Parameters base = base(ElementType.F32);
        LoraAdapter adapter =
            LoraAdapter.initialised(Lora.of(3, 6, List.of("q_proj")), SHAPE, random.get("init"))) {
      Tensor x = random.get("x").normal(0, 1, 4, 8);
      assertThat(
              Tensors.sameBits(
                  adapter.over(plain(base)).apply(QUERIES, x), plain(base).apply(QUERIES, x)))
          .isTrue();
      assertThat(Tensors.toFloats(adapter.parameters().get(QUERIES + ".lora_B.weight")))
          .containsOnly(0);
      float[] a = Tensors.toFloats(adapter.parameters().get(QUERIES + ".lora_A.weight"));
      assertThat(a).hasSize(3 * 8).doesNotHaveDuplicates();
      for (float number : a) {
        assertThat(Math.abs(number)).isLessThan((float) (1 / Math.sqrt(8)));
      }
    }
  }

  @Test
  void theScaleIsAlphaOverRankOrOverItsRootAndPatternsHaveTheSay() {
    Lora lora =
        new Lora(
            4,
            8,
            false,
            new LoraTargets.AllLinear(),
            Map.of("layers.1.mlp.up_proj", 2),
            Map.of("^model.layers.0.self_attn.k_proj", 5.0, "v_proj", 1.0));
    assertThat(scaleOf(lora, QUERIES)).isEqualTo(2);
    assertThat(scaleOf(lora, "model.layers.1.mlp.up_proj")).isEqualTo(4);
    assertThat(scaleOf(lora, "model.layers.0.mlp.up_proj")).isEqualTo(2);
    assertThat(scaleOf(lora, "model.layers.0.self_attn.k_proj")).isEqualTo(1.25);
    assertThat(scaleOf(lora, "model.layers.1.self_attn.k_proj")).isEqualTo(2);
    assertThat(scaleOf(lora, "model.layers.1.self_attn.v_proj")).isEqualTo(0.25);
    assertThat(scaleOf(lora.rankStabilisedToo(), QUERIES)).isEqualTo(4);
  }

  @Test
  void targetsAreNamesEndingsOrWholeExpressions() {
    assertThat(
            Lora.of(1, 1, List.of("q_proj", "model.layers.0.mlp.up_proj", "proj")).modules(SHAPE))
        .containsExactly("model.layers.0.self_attn.q_proj", "model.layers.0.mlp.up_proj", QUERIES);
    assertThat(matching("model\\.layers\\.1\\..*(q|k)_proj").modules(SHAPE))
        .containsExactly(QUERIES, "model.layers.1.self_attn.k_proj");
    assertThat(matching("q_proj").modules(SHAPE)).isEmpty();
    Lora all = new Lora(1, 1, false, new LoraTargets.AllLinear(), Map.of(), Map.of());
    assertThat(all.modules(SHAPE)).hasSize(14);
  }

  @Test
  void theProductIsAddedAsTheEquationSays() {
    try (Parameters base = base(ElementType.F32);
        LoraAdapter adapter = trained(Lora.of(2, 3, List.of("q_proj")))) {
      Tensor x = random.get("x").normal(0, 1, 3, 8);
      double[] w = Tensors.toDoubles(base.get(QUERIES + ".weight"));
      double[] a = Tensors.toDoubles(adapter.parameters().get(QUERIES + ".lora_A.weight"));
      double[] b = Tensors.toDoubles(adapter.parameters().get(QUERIES + ".lora_B.weight"));
      double[] in = Tensors.toDoubles(x);
      double[] found = Tensors.toDoubles(adapter.over(plain(base)).apply(QUERIES, x));
      for (int row = 0; row < 3; row++) {
        for (int out = 0; out < 8; out++) {
          double expected = 0;
          for (int i = 0; i < 8; i++) {
            double weight = w[out * 8 + i];
            for (int r = 0; r < 2; r++) {
              weight += 1.5 * b[out * 2 + r] * a[r * 8 + i];
            }
            expected += weight * in[row * 8 + i];
          }
          assertThat(found[row * 8 + out]).isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  @Test
  void onlyTheAdapterReceivesGradients() {
    try (Parameters base = base(ElementType.F32);
        LoraAdapter adapter = trained(Lora.of(2, 3, List.of("q_proj")))) {
      Tensor x = random.get("x").normal(0, 1, 3, 8);
      Tensor loss = adapter.over(plain(base)).apply(QUERIES, x).square().sum();
      List<Tensor> gradients = Gradients.of(loss, adapter.parameters().tensors());
      assertThat(gradients.stream().filter(g -> g.norm().item_double() > 0)).hasSize(2);
      assertThat(base.tensors()).noneMatch(weight -> weight.requires_grad());
    }
  }

  @Test
  void mergedIsBesideWithinRoundingAndTheWeightsComeBackBitForBit() {
    for (ElementType type : List.of(ElementType.F32, ElementType.BF16)) {
      try (Parameters base = base(type);
          Parameters before = base.copy();
          LoraAdapter adapter = trained(Lora.of(2, 3, List.of("q_proj", "down_proj")))) {
        Tensor x = Tensors.to(random.get("x").normal(0, 1, 3, 8), type);
        Tensor beside = adapter.over(plain(base)).apply(QUERIES, x);
        Tensor matrix = adapter.over(plain(base)).merged(QUERIES);
        try (LoraAdapter.Merged merged = adapter.mergeForNow(base)) {
          Tensor after = plain(base).apply(QUERIES, x);
          double tolerance = type == ElementType.F32 ? 1e-5 : 0.05;
          assertThat(furthest(after, beside)).isLessThan(tolerance);
          assertThat(Tensors.sameBits(matrix, base.get(QUERIES + ".weight"))).isTrue();
          assertThat(Tensors.sameBits(before.get(QUERIES + ".weight"), matrix)).isFalse();
        }
        before
            .byName()
            .forEach((name, weight) ->
                assertThat(Tensors.sameBits(base.get(name), weight)).as(name).isTrue());
      }
    }
  }

  @Test
  void aLayerThatIsNoTargetIsTheBasesOwn() {
    try (Parameters base = base(ElementType.F32);
        LoraAdapter adapter = trained(Lora.of(2, 3, List.of("k_proj")))) {
      Linears over = adapter.over(plain(base));
      assertThat(Tensors.sameBits(over.merged(QUERIES), base.get(QUERIES + ".weight"))).isTrue();
    }
  }

  @Test
  void anExpressionThatWouldRunForHoursIsGivenUp() {
    assertThatThrownBy(() -> matching(".*.*.*.*.*.*.*.*.*.*x").modules(SHAPE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the regular expression \".*.*.*.*.*.*.*.*.*.*x\" takes too long on model.layers.0.self_attn.q_proj. Use a list of names.");
    assertThatThrownBy(() -> matching("(").modules(SHAPE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not a regular expression");
    assertThatThrownBy(() -> matching("(".repeat(1001)).modules(SHAPE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("more than 1,000 characters");
  }

  @Test
  void anAdapterWithoutTargetsIsRefused() {
    assertThatThrownBy(() ->
            LoraAdapter.initialised(Lora.of(1, 1, List.of("c_attn")), SHAPE, random.get("init")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Lora.of(0, 1, List.of("q_proj")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double scaleOf(Lora lora, String module) {
    return lora.layers(SHAPE).stream()
        .filter(layer -> layer.module().equals(module))
        .findFirst()
        .orElseThrow()
        .scale();
  }

  private static Lora matching(String expression) {
    return new Lora(1, 1, false, new LoraTargets.Matching(expression), Map.of(), Map.of());
  }

  /** An adapter whose B is not zero. */
  private LoraAdapter trained(Lora lora) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    lora.weights(SHAPE)
        .forEach((name, sizes) ->
            weights.put(name, random.get(name).normal(0, 0.5, sizes.get(0), sizes.get(1))));
    return LoraAdapter.of(lora, SHAPE, Parameters.own(weights));
  }

  private Parameters base(ElementType type) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    SHAPE
        .weights()
        .forEach((name, sizes) -> {
          long[] dimensions = sizes.stream().mapToLong(Long::longValue).toArray();
          weights.put(name, Tensors.to(random.get(name).normal(0, 0.5, dimensions), type));
        });
    return Parameters.ownFrozen(weights);
  }

  private static Linears plain(Parameters base) {
    return new Linears() {
      @Override
      public Tensor apply(String module, Tensor input) {
        return input.matmul(merged(module).t());
      }

      @Override
      public Tensor merged(String module) {
        return base.get(module + ".weight");
      }
    };
  }

  private static double furthest(Tensor a, Tensor b) {
    return Tensors.to(a.sub(b), ElementType.F32).abs().max().item_double();
  }
}
