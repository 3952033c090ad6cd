package dev.mneme.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStream;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.tensor.Threads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {

  private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.05, 0.8, 0.95, 1e-6, 0.1);
  private static final float[] START = {1, -2, 0.5f};
  private static final float[][] GRADIENTS = {{0.3f, -1, 0}, {-0.2f, 4, 1e-3f}, {0.7f, 0.1f, -2}};

  @Test
  void updatesFollowTheEquation() {
    double[] expected = byHand(0.5);
    try (Scope scope = Scope.open();
        Parameters weights = weights();
        AdamW optimizer = new AdamW(SETTINGS, weights)) {
      for (float[] gradient : GRADIENTS) {
        update(optimizer, gradient, 0.5);
      }
      assertThat(Tensors.toDoubles(weights.get("w"))).containsExactly(expected, within(1e-6));
    }
  }

  /** More numbers than one thread updates at a time, cut within a weight and between two. */
  @Test
  void manyNumbersFollowTheEquationWhoeverUpdatesThem() {
    int before = Threads.inUse();
    long[][] shapes = {{100_003}, {2, 3}, {200, 1000}, {1}};
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1)) {
      RandomStream stream = streams.get("weights");
      Map<String, Tensor> start = new LinkedHashMap<>();
      List<Tensor> gradients = new ArrayList<>();
      for (long[] shape : shapes) {
        start.put("w" + start.size(), stream.normal(0, 1, shape));
        gradients.add(stream.normal(0, 1, shape));
      }
      // A gradient need not lie as its weight does.
      gradients.set(2, gradients.get(2).t().contiguous().t());
      List<Tensor> alone = List.of();
      for (int threads : new int[] {1, 2, 3}) {
        Threads.use(threads);
        Map<String, Tensor> copies = new LinkedHashMap<>();
        start.forEach((name, tensor) -> copies.put(name, tensor.clone()));
        try (Parameters weights = Parameters.own(copies);
            AdamW optimizer = new AdamW(SETTINGS, weights)) {
          Gradients.without(() -> optimizer.update(gradients, 1));
          List<Tensor> found =
              weights.tensors().stream().map(each -> scope.keep(each.detach().clone())).toList();
          alone = alone.isEmpty() ? found : alone;
          for (int i = 0; i < found.size(); i++) {
            Tensor w = Objects.requireNonNull(start.get("w" + i));
            Tensor g = gradients.get(i);
            // After one update both moments, corrected, are the gradient and its square.
            Tensor size = Maths.plus(g.abs(), SETTINGS.epsilon());
            double rate = SETTINGS.learningRate();
            Tensor wanted =
                Maths.times(w, 1 - rate * SETTINGS.weightDecay())
                    .sub(Maths.times(g.div(size), rate));
            assertThat(Tensors.item(found.get(i).sub(wanted).abs().max())).isLessThan(1e-6);
            assertThat(Tensors.sameBits(found.get(i), alone.get(i))).isTrue();
          }
        }
      }
    } finally {
      Threads.use(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 400_000})
  void numbersThatSlowTheProcessorDownAreZeroOnEveryThread(int count) {
    int before = Threads.inUse();
    Threads.use(2);
    try (Scope scope = Scope.open();
        Parameters weights = Parameters.own(Map.of("w", Tensors.zeros(count)));
        AdamW optimizer = new AdamW(SETTINGS, weights)) {
      // A fifth of it, which is what the first moment takes, is below 1e-38.
      Tensor gradient = Maths.plus(Tensors.zeros(count), 2e-38);
      Gradients.without(() -> optimizer.update(List.of(gradient), 1));
      Tensor first = Objects.requireNonNull(optimizer.state().get("first.w"));
      assertThat(Tensors.item(first.count_nonzero())).isZero();
      assertThat(Tensors.item(gradient.count_nonzero())).isEqualTo(count);
    } finally {
      Threads.use(before);
    }
  }

  @Test
  void aRestoredOptimizerGoesOnBitForBit() {
    try (Scope scope = Scope.open();
        Parameters weights = weights();
        AdamW optimizer = new AdamW(SETTINGS, weights)) {
      update(optimizer, GRADIENTS[0], 1);
      update(optimizer, GRADIENTS[1], 1);
      try (Parameters others = weights.copy();
          AdamW other = new AdamW(SETTINGS, others)) {
        other.restore(optimizer.state());
        update(optimizer, GRADIENTS[2], 1);
        assertThat(Tensors.sameBits(weights.get("w"), others.get("w")))
            .as("the other has moments of its own")
            .isFalse();
        update(other, GRADIENTS[2], 1);
        assertThat(Tensors.sameBits(weights.get("w"), others.get("w"))).isTrue();
        other
            .state()
            .forEach((name, tensor) ->
                assertThat(
                        Tensors.sameBits(
                            tensor, Objects.requireNonNull(optimizer.state().get(name))))
                    .isTrue());
      }
    }
  }

  @Test
  void updatesTooSmallForANarrowWeightAddUpInItsMaster() {
    AdamW.Settings settings = AdamW.Settings.at(1e-4);
    try (Scope scope = Scope.open();
        Parameters wide = weights();
        Parameters narrow = narrow();
        AdamW known = new AdamW(settings, wide);
        AdamW optimizer = new AdamW(settings, narrow)) {
      update(known, GRADIENTS[0], 1);
      update(optimizer, GRADIENTS[0], 1);
      assertThat(Tensors.toFloats(narrow.get("w"))).as("one is lost").containsExactly(START);
      for (int step = 1; step < 200; step++) {
        update(known, GRADIENTS[0], 1);
        update(optimizer, GRADIENTS[0], 1);
      }
      assertThat(Tensors.toFloats(narrow.get("w"))).doesNotContain(1, -2).contains(0.5f);
      Tensor rounded = Tensors.to(wide.get("w").detach(), ElementType.BF16);
      assertThat(Tensors.sameBits(narrow.get("w"), rounded)).isTrue();
    }
  }

  @Test
  void aRestoredOptimizerOfNarrowWeightsGoesOnBitForBit() {
    AdamW.Settings settings = AdamW.Settings.at(1e-3);
    try (Scope scope = Scope.open();
        Parameters weights = narrow();
        Parameters others = narrow();
        AdamW optimizer = new AdamW(settings, weights);
        AdamW other = new AdamW(settings, others)) {
      update(optimizer, GRADIENTS[0], 1);
      others.load(weights.byName());
      other.restore(optimizer.state());
      for (int step = 0; step < 20; step++) {
        update(optimizer, GRADIENTS[1], 1);
        update(other, GRADIENTS[1], 1);
      }
      assertThat(optimizer.state()).containsKeys("master.w", "first.w", "second.w");
      assertThat(Tensors.sameBits(weights.get("w"), others.get("w"))).isTrue();
      assertThat(
              Tensors.sameBits(
                  Objects.requireNonNull(other.state().get("master.w")),
                  Objects.requireNonNull(optimizer.state().get("master.w"))))
          .isTrue();
    }
  }

  @Test
  void narrowWeightsThatWereDrawnBackStayThereWithTheirMasters() {
    try (Scope scope = Scope.open();
        Parameters weights = narrow();
        AdamW optimizer = new AdamW(AdamW.Settings.at(0.25), weights)) {
      Map<String, Tensor> there = new HashMap<>();
      optimizer.state().forEach((name, tensor) -> there.put(name, tensor.clone()));
      update(optimizer, GRADIENTS[1], 1);
      float[] far = Tensors.toFloats(weights.get("w"));
      optimizer.approach(there, 0.5);
      update(optimizer, GRADIENTS[1], 0);
      float[] back = Tensors.toFloats(weights.get("w"));
      for (int i = 0; i < far.length; i++) {
        assertThat((double) back[i]).isCloseTo((START[i] + far[i]) / 2, within(0.01));
        assertThat(back[i]).isNotEqualTo(far[i]);
      }
      assertThat(
              Tensors.sameBits(
                  Tensors.to(
                      Objects.requireNonNull(optimizer.state().get("master.w")), ElementType.BF16),
                  weights.get("w").detach()))
          .isTrue();
    }
  }

  private static Parameters narrow() {
    try (Scope scope = Scope.open()) {
      Tensor start = Tensors.floats(START, START.length);
      return Parameters.own(Map.of("w", Tensors.to(start, ElementType.BF16)));
    }
  }

  @Test
  void aStateThatLacksSomethingIsRefused() {
    try (Parameters weights = weights();
        AdamW optimizer = new AdamW(SETTINGS, weights)) {
      assertThatThrownBy(() -> optimizer.restore(Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the saved optimizer state lacks first.w");
    }
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> AdamW.Settings.at(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning-rate must be a positive number, was 0.0");
    assertThatThrownBy(() -> new AdamW.Settings(1, 0.9, 1, 1e-8, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta2 must lie in [0, 1), was 1.0");
  }

  private static double[] byHand(double factor) {
    double rate = SETTINGS.learningRate() * factor;
    double[] weights = new double[START.length];
    for (int i = 0; i < weights.length; i++) {
      double weight = START[i];
      double first = 0;
      double second = 0;
      for (int t = 1; t <= GRADIENTS.length; t++) {
        double gradient = GRADIENTS[t - 1][i];
        first = SETTINGS.beta1() * first + (1 - SETTINGS.beta1()) * gradient;
        second = SETTINGS.beta2() * second + (1 - SETTINGS.beta2()) * gradient * gradient;
        double direction = first / (1 - Math.pow(SETTINGS.beta1(), t));
        double size = Math.sqrt(second / (1 - Math.pow(SETTINGS.beta2(), t)));
        weight -=
            rate * SETTINGS.weightDecay() * weight + rate * direction / (size + SETTINGS.epsilon());
      }
      weights[i] = weight;
    }
    return weights;
  }

  private static Parameters weights() {
    try (Scope scope = Scope.open()) {
      return Parameters.own(Map.of("w", Tensors.floats(START, START.length)));
    }
  }

  private static void update(AdamW optimizer, float[] gradient, double factor) {
    Tensor given = Tensors.floats(gradient, gradient.length);
    Gradients.without(() -> optimizer.update(List.of(given), factor));
  }
}
