package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecapTest {

  @Test
  void weightsAreThoseOfTheFormulasOnRandomHistoriesForAllOptions() {
    Random random = new Random(1);
    int compared = 0;
    for (Recap.Convergence convergence : Recap.Convergence.values()) {
      for (Recap.Centre centre : Recap.Centre.values()) {
        for (Recap.Score score : Recap.Score.values()) {
          for (boolean unbiased : List.of(true, false)) {
            for (int draw = 0; draw < 25; draw++) {
              Recap.Options options =
                  new Recap.Options(
                      1 + random.nextInt(6),
                      0.2 + 8 * random.nextDouble(),
                      convergence,
                      centre,
                      unbiased,
                      score,
                      random.nextDouble());
              compared += compare(options, 1 + random.nextInt(6), random);
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(2_000);
  }

  private static int compare(Recap.Options options, int objectives, Random random) {
    Recap recap = new Recap(objectives, options);
    List<double[]> history = new ArrayList<>();
    int compared = 0;
    for (int step = 0; step < 5 * options.window() + 3; step++) {
      double[] losses = losses(objectives, random);
      Weights weights = recap.next(losses);
      if (step < 2 * options.window()) {
        assertThat(weights).isEqualTo(Weights.alike(objectives));
      } else {
        double[] expected = transcribed(history, options);
        for (int k = 0; k < objectives; k++) {
          assertThat(weights.values().get(k)).isCloseTo(expected[k], within(1e-10 * objectives));
        }
        compared++;
      }
      assertThat(mean(weights)).isCloseTo(1, within(1e-12));
      history.add(losses);
    }
    return compared;
  }

  /** The formulas again, term by term and without the numerical care of the other. */
  private static double[] transcribed(List<double[]> history, Recap.Options options) {
    int window = options.window();
    int end = history.size();
    int objectives = history.getFirst().length;
    double[] exponentials = new double[objectives];
    double sum = 0;
    for (int k = 0; k < objectives; k++) {
      double mu = 0;
      double muTilde = 0;
      for (int i = 1; i <= window; i++) {
        mu += history.get(end - i)[k] / window;
        muTilde += history.get(end - window - i)[k] / window;
      }
      double about = options.centre() == Recap.Centre.RECENT ? mu : (mu + muTilde) / 2;
      double variance = 0;
      for (int i = 1; i <= 2 * window; i++) {
        variance += Math.pow(history.get(end - i)[k] - about, 2);
      }
      variance /= options.unbiased() ? 2 * window - 1 : 2 * window;
      double c = options.convergence() == Recap.Convergence.V1 ? mu / muTilde : muTilde / mu;
      double i = Math.sqrt(variance) / (mu + muTilde);
      double s =
          options.score() == Recap.Score.SUM
              ? c + i
              : options.alpha() * c + (1 - options.alpha()) * i;
      exponentials[k] = Math.exp(s / options.temperature());
      sum += exponentials[k];
    }
    double[] weights = new double[objectives];
    for (int k = 0; k < objectives; k++) {
      weights[k] = objectives * exponentials[k] / sum;
    }
    return weights;
  }

  /** Of very different sizes, and each moving. */
  private static double[] losses(int objectives, Random random) {
    return IntStream.range(0, objectives)
        .mapToDouble(k -> Math.pow(10, k - 2) * Math.exp(0.7 * random.nextGaussian()))
        .toArray();
  }

  @ParameterizedTest
  @EnumSource(Recap.Convergence.class)
  void whatFallsLosesWeightInTheFirstFormAndGainsItInTheSecond(Recap.Convergence convergence) {
    Recap recap = new Recap(2, withConvergence(convergence));
    Weights weights = run(recap, 40, step -> new double[] {Math.exp(-0.05 * step), 1});
    boolean first = convergence == Recap.Convergence.V1;
    assertThat(weights.values().get(0) < 1).isEqualTo(first);
    assertThat(signal(weights, "convergence").get(0) < 1).isEqualTo(first);
    assertThat(signal(weights, "convergence").get(1)).isCloseTo(1, within(1e-12));
  }

  @Test
  void whatIsNoisyGainsWeight() {
    Random random = new Random(2);
    Weights weights =
        run(
            new Recap(2, Recap.Options.USUAL),
            40,
            step -> new double[] {1 + 0.5 * random.nextDouble(), 1});
    assertThat(weights.values().get(0)).isGreaterThan(1);
    assertThat(signal(weights, "instability").get(0)).isPositive();
    assertThat(signal(weights, "instability").get(1)).isCloseTo(0, within(1e-12));
  }

  @Test
  void scalesOfLossesDoNotMatter() {
    Random one = new Random(3);
    Random same = new Random(3);
    Weights small = run(new Recap(2, Recap.Options.USUAL), 50, step -> losses(2, one));
    Weights large =
        run(
            new Recap(2, Recap.Options.USUAL),
            50,
            step -> {
              double[] losses = losses(2, same);
              return new double[] {1e6 * losses[0], 1e-6 * losses[1]};
            });
    for (int k = 0; k < 2; k++) {
      assertThat(large.values().get(k)).isCloseTo(small.values().get(k), within(1e-9));
    }
  }

  @Test
  void anObjectiveThatStaysAtZeroIsUnchangedAndSteady() {
    Weights weights = run(new Recap(2, Recap.Options.USUAL), 30, step -> new double[] {0, 1});
    assertThat(signal(weights, "convergence")).containsExactly(1.0, 1.0);
    assertThat(signal(weights, "instability").get(0)).isZero();
    assertThat(weights.values().get(0)).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Recap.Convergence.class)
  void anObjectiveThatComesToZeroOrBackFromItHasWeightsThatAreNumbers(
      Recap.Convergence convergence) {
    for (boolean back : List.of(true, false)) {
      Recap recap = new Recap(2, withConvergence(convergence));
      Weights weights = run(recap, 21, step -> new double[] {step < 10 == back ? 0 : 0.5, 1});
      assertThat(signal(weights, "convergence").get(0))
          .isEqualTo(back == (convergence == Recap.Convergence.V1) ? 1000 : 0);
      assertThat(weights.values()).allMatch(Double::isFinite);
      assertThat(mean(weights)).isCloseTo(1, within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aLossThatIsNegativeOrNoNumberIsRefusedAndForgotten(double bad) {
    Recap recap = new Recap(2, Recap.Options.USUAL);
    Recap undisturbed = new Recap(2, Recap.Options.USUAL);
    for (int step = 0; step < 45; step++) {
      double[] losses = {1 + step % 3, 2 - step * 0.01};
      assertThatThrownBy(() -> recap.next(new double[] {1, bad}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "loss 2 of 2 is %s; weights need numbers that are not negative, as 1 - reward is",
              bad);
      assertThat(recap.next(losses)).isEqualTo(undisturbed.next(losses));
    }
  }

  @Test
  void optionsThatMeanNothingAreRefused() {
    assertRefused("window must be at least 1.0, was 0.0", 0, 5, 0.5);
    assertRefused("temperature must be positive, was 0.0", 10, 0, 0.5);
    assertRefused("alpha must lie in [0, 1], was -0.1", 10, 5, -0.1);
    assertRefused("alpha must lie in [0, 1], was 1.5", 10, 5, 1.5);
  }

  private static void assertRefused(String message, int window, double temperature, double alpha) {
    assertThatThrownBy(() ->
            new Recap.Options(
                window,
                temperature,
                Recap.Convergence.V1,
                Recap.Centre.ALL,
                true,
                Recap.Score.SUM,
                alpha))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Recap.Options withConvergence(Recap.Convergence convergence) {
    Recap.Options usual = Recap.Options.USUAL;
    return new Recap.Options(
        usual.window(),
        usual.temperature(),
        convergence,
        usual.centre(),
        usual.unbiased(),
        usual.score(),
        usual.alpha());
  }

  private interface History {
    double[] at(int step);
  }

  /** The weights of the last of so many steps. */
  private static Weights run(Recap recap, int steps, History history) {
    Weights weights = Weights.alike(recap.objectives());
    for (int step = 0; step < steps; step++) {
      weights = recap.next(history.at(step));
    }
    return weights;
  }

  private static List<Double> signal(Weights weights, String name) {
    return Objects.requireNonNull(weights.signals().get(name));
  }

  private static double mean(Weights weights) {
    return weights.values().stream().mapToDouble(each -> each).average().orElseThrow();
  }
}
