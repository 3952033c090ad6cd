package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The weightings whose numbers are few enough to be worked out by hand, and what all promise. */
class WeightingsTest {

  private static final int OBJECTIVES = 3;

  /** One of each kind that weighs by losses. */
  private static Map<String, Function<RandomStreams, Weighting>> all() {
    Map<String, Function<RandomStreams, Weighting>> all = new LinkedHashMap<>();
    all.put("uniform", streams -> new Uniform(OBJECTIVES));
    all.put("fixed", streams -> new FixedProportions(List.of(1.0, 2.0, 0.5)));
    all.put("recap", streams -> new Recap(OBJECTIVES, Recap.Options.USUAL));
    all.put("shortfall", streams -> new Shortfall(OBJECTIVES, 5, true));
    all.put("dwa", streams -> new DynamicWeightAverage(OBJECTIVES, 4, 2));
    all.put("uncertainty", streams -> new UncertaintyWeighting(OBJECTIVES, 0.05));
    all.put("famo", streams -> new Famo(OBJECTIVES, 0.025, 0.01));
    all.put("random", streams -> new RandomLossWeighting(OBJECTIVES, streams.get("weights")));
    return all;
  }

  @Test
  void theMeanWeightIsOneUnlessUncertaintyWeighs() {
    all()
        .forEach((name, make) -> {
          for (Weights weights : run(make, 60)) {
            double mean = weights.values().stream().mapToDouble(each -> each).average().orElse(0);
            assertThat(weights.values()).as(name).hasSize(3).allMatch(each -> each >= 0);
            if (!name.equals("uncertainty")) {
              assertThat(mean).as(name).isCloseTo(1, within(1e-9));
            }
          }
        });
  }

  @Test
  void weightsToldAheadAreThoseThatTheStepThenHas() {
    Random random = new Random(3);
    all()
        .forEach((name, make) -> {
          try (RandomStreams streams = new RandomStreams(4);
              Scope scope = Scope.open()) {
            Weighting weighting = make.apply(streams);
            for (int step = 0; step < 40; step++) {
              Weights ahead = weighting.ahead();
              assertThat(ahead == null).as(name).isEqualTo(name.equals("famo"));
              assertThat(weighting.ahead()).as(name).isEqualTo(ahead);
              Weights now =
                  weighting.next(random.doubles(OBJECTIVES).map(each -> each + 0.1).toArray());
              assertThat(ahead == null ? now : ahead).as(name).isEqualTo(now);
            }
          }
        });
  }

  @Test
  void weightsToldAheadOfAStepThatIsInterruptedAreStillThoseOfTheNext() {
    try (RandomStreams streams = new RandomStreams(4);
        RandomStreams others = new RandomStreams(5);
        Scope scope = Scope.open()) {
      RandomLossWeighting asked = new RandomLossWeighting(2, streams.get("weights"));
      Weights ahead = asked.ahead();
      RandomLossWeighting resumed = new RandomLossWeighting(2, others.get("weights"));
      resumed.restore(asked.state());
      assertThat(resumed.next(new double[] {1, 1})).isEqualTo(ahead);
    }
  }

  @Test
  void aStateThatIsSavedAndRestoredGoesOnWithTheSameBits() {
    all()
        .forEach((name, make) -> {
          for (int cut : List.of(0, 1, 7, 31)) {
            List<Weights> whole = run(make, 60);
            assertThat(interrupted(make, 60, cut)).as(name).isEqualTo(whole);
          }
        });
  }

  @Test
  void aStateOfAnotherKindOrSizeIsRefused() {
    Recap recap = new Recap(2, Recap.Options.USUAL);
    assertThatThrownBy(() -> recap.restore(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the saved weighting has [] instead of [losses, steps]");
    assertThatThrownBy(() -> recap.restore(new Recap(3, Recap.Options.USUAL).state()))
        .hasMessage("the saved weighting has 60 numbers of losses instead of 40");
    assertThatThrownBy(() -> new Uniform(2).restore(recap.state()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void asManyLossesAsObjectivesAreAskedForAndNoneNegative() {
    try (RandomStreams streams = new RandomStreams(1)) {
      all()
          .forEach((name, make) -> {
            Weighting weighting = make.apply(streams);
            assertThatThrownBy(() -> weighting.next(new double[] {1, 2}))
                .as(name)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 objectives are weighed, not 2");
            assertThatThrownBy(() -> weighting.next(new double[] {1, Double.NaN, 2}))
                .as(name)
                .hasMessageStartingWith("loss 2 of 3 is NaN");
          });
    }
  }

  @Test
  void proportionsAreKept() {
    FixedProportions fixed = new FixedProportions(List.of(3.0, 1.0, 0.0));
    assertThat(fixed.next(new double[] {9, 1, 4}).values()).containsExactly(2.25, 0.75, 0.0);
    assertThatThrownBy(() -> new FixedProportions(List.of(0.0, 0.0)))
        .hasMessage("the sum of the proportions must be positive, was 0.0");
    assertThatThrownBy(() -> new FixedProportions(List.of(1.0, -1.0)))
        .hasMessage("a proportion must be at least 0.0, was -1.0");
  }

  @Test
  void shortfallCountsWhatIsLeftToLearnAndWhatIsLostOfWhatIsKept() {
    Shortfall weighting = new Shortfall(3, 2, true);
    assertThat(weighting.next(new double[] {0.5, 0.2, 1.0}).values())
        .containsExactly(1.0, 1.0, 1.0);
    assertThat(weighting.next(new double[] {0.3, 0.2, 1.2}).values())
        .containsExactly(1.0, 1.0, 1.0);
    // Means 0.4 and 0.2; of the last nothing is lost yet.
    near(weighting.next(new double[] {0.3, 0.0, 1.5}), 2, 1, 0);
    // Means 0.3 and 0.1; of the last (1.2 + 1.5) / 2 - 1.1.
    near(weighting.next(new double[] {0, 0, 0.1}), 3 * 0.3 / 0.65, 3 * 0.1 / 0.65, 3 * 0.25 / 0.65);
    near(weighting.next(new double[] {0, 0, 0.1}), 3, 0, 0);
    Weights done = weighting.next(new double[] {0, 0, 0.1});
    assertThat(done.values()).as("nothing is left").containsExactly(1.0, 1.0, 1.0);
    assertThat(done.signals()).containsEntry("shortfall", List.of(0.0, 0.0, 0.0));
  }

  private static void near(Weights weights, double... right) {
    for (int k = 0; k < right.length; k++) {
      assertThat(weights.values().get(k)).isCloseTo(right[k], within(1e-12));
    }
  }

  @Test
  void dynamicWeightAverageIsTheSoftmaxOfRatiosOfEpochs() {
    DynamicWeightAverage dwa = new DynamicWeightAverage(2, 2, 2);
    double[][] history = {{4, 1}, {2, 1}, {1, 2}, {2, 4}, {5, 5}, {5, 5}, {1, 1}};
    List<Weights> found = new ArrayList<>();
    for (double[] losses : history) {
      found.add(dwa.next(losses));
    }
    assertThat(found.subList(0, 4)).containsOnly(Weights.alike(2));
    // Epoch means 3, 1.5, 5 and 1, 3, 5.
    assertThat(signal(found.get(4), "convergence")).containsExactly(0.5, 3.0);
    assertThat(found.get(5)).isEqualTo(found.get(4));
    assertThat(found.get(4).values().get(0))
        .isCloseTo(2 * Math.exp(0.25) / (Math.exp(0.25) + Math.exp(1.5)), within(1e-12));
    assertThat(signal(found.get(6), "convergence")).containsExactly(5 / 1.5, 5 / 3.0);
  }

  @Test
  void uncertaintyFindsTheInverseOfTwiceTheLoss() {
    UncertaintyWeighting weighting = new UncertaintyWeighting(2, 0.02);
    Weights first = weighting.next(new double[] {2, 0.1});
    assertThat(first.values()).containsExactly(1.0, 1.0);
    Weights second = weighting.next(new double[] {2, 0.1});
    // Adam's first update is the rate long: up for ½ − 2, down for ½ − 0.1.
    assertThat(second.values().get(0)).isCloseTo(Math.exp(-0.02), within(1e-8));
    assertThat(second.values().get(1)).isCloseTo(Math.exp(0.02), within(1e-8));
    Weights last = second;
    for (int step = 0; step < 3_000; step++) {
      last = weighting.next(new double[] {2, 0.1});
    }
    assertThat(last.values().get(0)).isCloseTo(0.25, within(1e-3));
    assertThat(last.values().get(1)).isCloseTo(5, within(1e-2));
  }

  @Test
  void uncertaintyIsBoundedWhereALossIsZero() {
    UncertaintyWeighting weighting = new UncertaintyWeighting(1, 1);
    double weight = 0;
    for (int step = 0; step < 50; step++) {
      weight = weighting.next(new double[] {0}).values().getFirst();
    }
    assertThat(weight).isCloseTo(Math.exp(5), within(1e-9));
  }

  @Test
  void famoWeighsByTheInverseLossAndTakesFromWhatFellFaster() {
    Famo famo = new Famo(2, 0.025, 0);
    Weights first = famo.next(new double[] {3, 1});
    // Equal shares: λ in the proportion 1/3 : 1 with the mean 1.
    assertThat(first.values().get(0)).isCloseTo(0.5, within(1e-7));
    assertThat(first.values().get(1)).isCloseTo(1.5, within(1e-7));
    Weights second = famo.next(new double[] {1, 1});
    // The first fell: Adam's first update moves its logit down by the rate and the other's up.
    double share = 1 / (1 + Math.exp(0.05));
    assertThat(signal(second, "share").get(0)).isCloseTo(share, within(1e-6));
    assertThat(second.values().get(0)).isCloseTo(2 * share, within(1e-6));
  }

  @Test
  void famoStaysWhereAllFallAlike() {
    Famo famo = new Famo(3, 0.025, 0.01);
    Weights weights = Weights.alike(3);
    for (int step = 0; step < 20; step++) {
      double left = Math.exp(-0.1 * step);
      weights = famo.next(new double[] {left, left, left});
    }
    for (double weight : weights.values()) {
      assertThat(weight).isCloseTo(1, within(1e-3));
    }
  }

  @Test
  void randomWeightsAreNewInEveryStepAndOneOnAverage() {
    try (RandomStreams streams = new RandomStreams(4)) {
      RandomLossWeighting random = new RandomLossWeighting(3, streams.get("weights"));
      double[] sums = new double[3];
      Weights before = Weights.alike(3);
      for (int step = 0; step < 4_000; step++) {
        Weights now = random.next(new double[] {1, 2, 3});
        assertThat(now).isNotEqualTo(before);
        before = now;
        for (int k = 0; k < 3; k++) {
          sums[k] += now.values().get(k) / 4_000;
        }
      }
      assertThat(sums).usingComparatorWithPrecision(0.04).containsExactly(1, 1, 1);
    }
  }

  private static List<Weights> run(Function<RandomStreams, Weighting> make, int steps) {
    return interrupted(make, steps, steps);
  }

  /** A new one goes on from the state after so many steps. */
  private static List<Weights> interrupted(
      Function<RandomStreams, Weighting> make, int steps, int cut) {
    List<Weights> weights = new ArrayList<>();
    Random random = new Random(5);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(6);
        RandomStreams later = new RandomStreams(6)) {
      Weighting weighting = make.apply(streams);
      for (int step = 0; step < steps; step++) {
        if (step == cut) {
          Weighting fresh = make.apply(later);
          later.restore(streams.states());
          fresh.restore(weighting.state());
          weighting = fresh;
        }
        double fall = Math.exp(-0.03 * step);
        weights.add(
            weighting.next(
                new double[] {
                  fall + 0.1 * random.nextDouble(), random.nextDouble(), 0.2 + 0.01 * step
                }));
      }
    }
    return weights;
  }

  private static List<Double> signal(Weights weights, String name) {
    return Objects.requireNonNull(weights.signals().get(name));
  }
}
