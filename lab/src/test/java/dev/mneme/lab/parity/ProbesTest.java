package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.images.DrawnImages;
import dev.mneme.model.Mlp;
import dev.mneme.model.Taps;
import dev.mneme.policy.Classifier;
import dev.mneme.task.Examples;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProbesTest {

  private static final int IMAGES = 100;

  private final ParityWorld world =
      ParityWorld.of(DrawnImages.draw(1, IMAGES, IMAGES, IMAGES, IMAGES));
  private final Base base = new Base(policy(), world, IMAGES, 0);

  @AfterAll
  void end() {
    base.close();
    world.close();
  }

  @Test
  void atTheBaseNothingHasDriftedAndAccuraciesAreTheBases() {
    Map<String, Double> figures;
    try (Classifier same = base.policy().copy()) {
      figures = new DriftProbe(base, Set.of()).measure(same);
    }
    figures.forEach((name, value) -> {
      if (name.startsWith("weights.unchanged")) {
        assertThat(value).as(name).isEqualTo(1);
      } else if (!name.endsWith("accuracy")) {
        assertThat(value).as(name).isCloseTo(0, within(1e-6));
      }
    });
    assertThat(figures)
        .containsEntry("base.new-accuracy", world.parity().accuracy(base.policy()))
        .containsEntry("new.accuracy", world.parity().accuracy(base.policy()))
        .containsEntry("base.old-accuracy", world.garments().accuracy(base.policy()))
        .containsEntry("old.accuracy", world.garments().accuracy(base.policy()));
  }

  @Test
  void awayFromTheBaseEveryMeasureOfDriftIsPositive() {
    try (Scope scope = Scope.open();
        Classifier moved = base.policy().copy()) {
      move(moved, oldGradient(moved), 1);
      new DriftProbe(base, Set.of())
          .measure(moved)
          .forEach((name, value) -> {
            if (!name.endsWith("accuracy") && !name.startsWith("weights.unchanged")) {
              assertThat(value).as(name).isPositive();
            }
          });
    }
  }

  @Test
  void aStepAlongTheOldTasksGradientHasCosineOneAndAgainstItMinusOne() {
    assertThat(cosineOfAStep(0.5)).isCloseTo(1, within(1e-5));
    assertThat(cosineOfAStep(-0.5)).isCloseTo(-1, within(1e-5));
    assertThat(cosineOfAStep(0)).isZero();
  }

  @Test
  void theFirstStepAwayFromTheBaseRaisesTheKl() {
    CosineProbe probe = new CosineProbe(base, 1);
    try (Scope scope = Scope.open();
        Classifier policy = base.policy().copy()) {
      probe.before(policy);
      move(policy, oldGradient(policy), 1);
      double first = probe.after(policy).getOrDefault("kl-change", Double.NaN);
      assertThat(first)
          .isPositive()
          .isCloseTo(
              new DriftProbe(base, Set.of())
                  .measure(policy)
                  .getOrDefault(Point.FORWARD_KL, Double.NaN),
              within(1e-9));
      probe.before(policy);
      policy.parameters().load(base.policy().parameters().byName());
      assertThat(probe.after(policy).getOrDefault("kl-change", Double.NaN))
          .isCloseTo(-first, within(1e-9));
    }
  }

  @Test
  void probesKnowTheirSteps() {
    assertThat(Trial.evenly(10, 3)).containsExactly(3L, 7L, 10L);
    assertThat(Trial.evenly(2, 7)).containsExactly(1L, 2L);
    assertThat(new DriftProbe(base, Trial.evenly(10, 3)).due(7)).isTrue();
    assertThat(new DriftProbe(base, Trial.evenly(10, 3)).due(8)).isFalse();
    assertThat(new CosineProbe(base, 20).due(40)).isTrue();
    assertThat(new CosineProbe(base, 20).due(41)).isFalse();
    assertThat(new CosineProbe(base, 0).due(40)).isFalse();
  }

  @Test
  void aComparingProbeSaysNothingWithoutAStepBefore() {
    assertThat(new CosineProbe(base, 1).after(base.policy())).isEmpty();
  }

  @Test
  void inputsArePixelsFromZeroToOneAndAFlagThatAsksForTheTask() {
    try (Scope scope = Scope.open()) {
      assertInputs(world.parity().test(), 1);
      assertInputs(world.garments().test(), -1);
    }
  }

  @Test
  void theBaseLearnsAnyDigitOfTheParityAndTheGarmentsThemselves() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1)) {
      Examples both = world.pretraining(60, streams.get("labels"));
      long[] labels = Tensors.toLongs(both.labels());
      long[] digits = Tensors.toLongs(world.parity().train().labels());
      long[] garments = Tensors.toLongs(world.garments().train().labels());
      assertThat(labels).hasSize(120);
      for (int i = 0; i < 60; i++) {
        assertThat(labels[i] % 2).isEqualTo(digits[i] % 2);
        assertThat(labels[60 + i]).isEqualTo(garments[i]);
      }
    }
  }

  private static void assertInputs(Examples examples, float flag) {
    Tensor features = examples.inputs().features(); // [images, 785]
    float[] last = Tensors.toFloats(features.select(1, ParityWorld.WIDTH - 1L));
    assertThat(last).hasSize(IMAGES).containsOnly(flag);
    Tensor pixels = features.narrow(1, 0, ParityWorld.WIDTH - 1L);
    assertThat(Tensors.item(pixels.min())).isBetween(0.0, 0.05);
    assertThat(Tensors.item(pixels.max())).isBetween(0.95, 1.0);
  }

  private double cosineOfAStep(double scale) {
    CosineProbe probe = new CosineProbe(base, 1);
    try (Scope scope = Scope.open();
        Classifier policy = base.policy().copy()) {
      List<Tensor> gradient = oldGradient(policy);
      probe.before(policy);
      move(policy, gradient, scale);
      return probe.after(policy).getOrDefault("cosine", Double.NaN);
    }
  }

  private List<Tensor> oldGradient(Classifier policy) {
    Examples garments = base.oldInputs();
    Tensor logProbs = policy.logProbs(garments.inputs().features(), Taps.NONE); // [images, 10]
    Tensor loss = logProbs.gather(1, garments.labels().unsqueeze(1)).mean().neg();
    return Gradients.of(loss, policy.parameters().tensors());
  }

  private static void move(Classifier policy, List<Tensor> direction, double scale) {
    List<Tensor> weights = policy.parameters().tensors();
    for (int i = 0; i < weights.size(); i++) {
      weights.get(i).detach().add_(Maths.times(direction.get(i), scale));
    }
  }

  private static Classifier policy() {
    try (RandomStreams streams = new RandomStreams(2)) {
      return new Classifier(
          Mlp.initialised(List.of(ParityWorld.WIDTH, 12, 10), streams.get("init")));
    }
  }
}
