package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MlpTest {

  private static final List<Integer> WIDTHS = List.of(5, 8, 4, 3);
  private static final double[] INPUT = {0.5, -1, 2, 0, 0.25};

  private final Scope scope = Scope.open();
  private final RandomStreams streams = new RandomStreams(3);
  private final Mlp model = Mlp.initialised(WIDTHS, streams.get("init"));

  @AfterEach
  void free() {
    model.close();
    streams.close();
    scope.close();
  }

  @Test
  void logitsEqualPlainArithmetic() {
    assertThat(Tensors.toDoubles(model.logits(input(ElementType.F32), Taps.NONE)))
        .containsExactly(forward(INPUT, 0), within(1e-6));
    try (Mlp precise = inDoubles()) {
      assertThat(Tensors.toDoubles(precise.logits(input(ElementType.F64), Taps.NONE)))
          .containsExactly(forward(INPUT, 0), within(1e-14));
    }
  }

  @Test
  void initialWeightsFillPlusMinusOneOverTheRootOfTheFanIn() {
    try (Mlp wide = Mlp.initialised(List.of(100, 200, 10), streams.get("init"))) {
      wide.parameters()
          .byName()
          .forEach((name, tensor) -> {
            double bound = 1 / Math.sqrt(name.startsWith("layers.0") ? 100 : 200);
            double[] values = Tensors.toDoubles(tensor);
            double farthest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
            assertThat(farthest).as(name).isBetween(0.8 * bound, bound);
          });
      double[] weights = Tensors.toDoubles(wide.parameters().get("layers.0.weight"));
      double squares = Arrays.stream(weights).map(w -> w * w).average().orElseThrow();
      assertThat(squares).isCloseTo(1 / 100.0 / 3, within(1e-4)); // variance of the uniform
      assertThat(Arrays.stream(weights).average().orElseThrow()).isCloseTo(0, within(2e-3));
    }
  }

  @Test
  void tapsSeeEverySiteInOrderAndChangeNothing() {
    Map<String, double[]> seen = new LinkedHashMap<>();
    Taps recorder =
        (site, activation) -> {
          seen.put(site, Tensors.toDoubles(activation));
          return activation;
        };
    Tensor tapped = model.logits(input(ElementType.F32), recorder);
    assertThat(seen.keySet()).containsExactly("hidden.0", "hidden.1", "logits");
    assertThat(model.hiddenSites()).containsExactly("hidden.0", "hidden.1");
    assertThat(seen.get("hidden.0")).containsExactly(hidden(INPUT, 0), within(1e-6));
    assertThat(Tensors.sameBits(tapped, model.logits(input(ElementType.F32), Taps.NONE))).isTrue();
  }

  @Test
  void tapsCanReplaceAnActivationAndTheRestOfThePassGoesOnFromIt() {
    double[] patch = {1, 0, 2, 0, 0, 0.5, 0, 3};
    Taps patched =
        (site, activation) ->
            site.equals("hidden.0")
                ? Tensors.to(Tensors.doubles(patch, 1, 8), ElementType.F32)
                : activation;
    assertThat(Tensors.toDoubles(model.logits(input(ElementType.F32), patched)))
        .containsExactly(forward(patch, 1), within(1e-6));
  }

  @Test
  void aCopyIsIndependent() {
    Tensor before = model.logits(input(ElementType.F32), Taps.NONE);
    try (Mlp copy = model.copy()) {
      copy.parameters().get("layers.0.bias").detach().zero_();
      assertThat(Tensors.sameBits(copy.logits(input(ElementType.F32), Taps.NONE), before))
          .isFalse();
    }
    assertThat(Tensors.sameBits(model.logits(input(ElementType.F32), Taps.NONE), before)).isTrue();
  }

  /** The pass from an activation before a layer to the logits. */
  private double[] forward(double[] activation, int firstLayer) {
    double[] now = activation;
    for (int layer = firstLayer; layer < WIDTHS.size() - 2; layer++) {
      now = hidden(now, layer);
    }
    return linear(now, WIDTHS.size() - 2);
  }

  private double[] hidden(double[] activation, int layer) {
    return Arrays.stream(linear(activation, layer)).map(each -> Math.max(each, 0)).toArray();
  }

  private double[] linear(double[] x, int layer) {
    double[] weight = Tensors.toDoubles(model.parameters().get("layers." + layer + ".weight"));
    double[] sums = Tensors.toDoubles(model.parameters().get("layers." + layer + ".bias"));
    for (int out = 0; out < sums.length; out++) {
      for (int in = 0; in < x.length; in++) {
        sums[out] += weight[in * sums.length + out] * x[in];
      }
    }
    return sums;
  }

  private Mlp inDoubles() {
    Map<String, Tensor> doubles = new LinkedHashMap<>();
    model
        .parameters()
        .byName()
        .forEach((name, tensor) -> doubles.put(name, Tensors.to(tensor.detach(), ElementType.F64)));
    return Mlp.of(Parameters.own(doubles));
  }

  private static Tensor input(ElementType type) {
    return Tensors.to(Tensors.doubles(INPUT, 1, INPUT.length), type);
  }
}
