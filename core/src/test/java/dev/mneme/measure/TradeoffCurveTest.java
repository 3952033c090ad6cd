package dev.mneme.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.measure.TradeoffCurve.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TradeoffCurveTest {

  @Test
  void theFrontHoldsWhatNoOtherBeatsInBoth() {
    Outcome left = new Outcome(0.1, 0.9);
    Outcome middle = new Outcome(0.5, 0.5);
    Outcome right = new Outcome(0.9, 0.2);
    Outcome beaten = new Outcome(0.4, 0.4);
    Outcome tied = new Outcome(0.5, 0.3);
    assertThat(
            ParetoFront.of(
                List.of(right, beaten, tied, left, middle, middle),
                Outcome::newTask,
                Outcome::priorTasks))
        .containsExactly(left, middle, middle, right);
    assertThat(front(0.15, right, beaten, left, middle))
        .containsExactly(left, beaten, middle, right);
    assertThat(front(0, right, beaten, tied, left, middle))
        .containsExactlyInAnyOrder(left, middle, tied, right);
  }

  @Test
  void slackIsHowFarAPointMustMoveInBothCoordinatesToReachTheFront() {
    Outcome best = new Outcome(1, 1);
    Outcome behind = new Outcome(0.75, 0.5);
    assertThat(front(0.25, best, behind)).containsExactly(behind, best);
    assertThat(front(0.2, best, behind)).containsExactly(best);
  }

  @Test
  void anExponentialIsRecovered() {
    double[] x = {0.88, 0.90, 0.93, 0.95, 0.96, 0.97, 0.98};
    double a = 0.7;
    double b = -1e-16;
    double c = 36;
    double[] y = Arrays.stream(x).map(v -> a + b * Math.exp(c * v)).toArray();
    ExponentialFit fit = ExponentialFit.of(x, y);
    assertThat(fit.a()).isEqualTo(a, within(1e-6));
    assertThat(fit.b()).isEqualTo(b, within(1e-20));
    assertThat(fit.c()).isEqualTo(c, within(1e-3));
    for (int i = 0; i < x.length; i++) {
      assertThat(fit.at(x[i])).isEqualTo(y[i], within(1e-8));
    }
  }

  @Test
  void noBendOfAFineGridFitsBetterThanTheOneFound() {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = random.doubles(60).toArray();
    double[] y =
        Arrays.stream(x).map(v -> 1 - Math.exp(5 * v - 5) + 0.1 * random.nextGaussian()).toArray();
    ExponentialFit fit = ExponentialFit.of(x, y);
    double found = misfit(fit, x, y);
    for (double bend = -39.9; bend < 40; bend += 0.1) {
      double[] shape = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        shape[i] = Math.exp(bend * (x[i] - 1));
      }
      PolynomialFit line = PolynomialFit.of(shape, y, 1);
      double misfit = 0;
      for (int i = 0; i < x.length; i++) {
        misfit += Math.pow(y[i] - line.at(shape[i]), 2);
      }
      assertThat(found).isLessThan(misfit + 1e-9);
    }
  }

  @Test
  void aStraightLineHasNoBendAndFewPointsGiveALineOrAConstant() {
    ExponentialFit line = ExponentialFit.of(new double[] {0, 1, 2, 4}, new double[] {3, 2, 1, -1});
    assertThat(line.bend()).isEqualTo(0, within(1e-6));
    assertThat(line.at(3)).isEqualTo(0, within(1e-6));
    ExponentialFit two = ExponentialFit.of(new double[] {0, 2}, new double[] {1, 3});
    assertThat(two.at(1)).isEqualTo(2, within(1e-12));
    ExponentialFit one = ExponentialFit.of(new double[] {5, 5}, new double[] {1, 3});
    assertThat(one.at(9)).isEqualTo(2);
  }

  @Test
  void whatIsKeptAtALevelIsInterpolatedWithinTheFrontAndNeverBeyondIt() {
    TradeoffCurve curve =
        TradeoffCurve.of(
            List.of(
                new Outcome(0.90, 0.7),
                new Outcome(0.95, 0.6),
                new Outcome(0.97, 0.2),
                new Outcome(0.93, 0.1)),
            0.02);
    assertThat(curve.interpolatedAt(0.94).orElseThrow()).isEqualTo(0.62, within(1e-12));
    assertThat(curve.interpolatedAt(0.95).orElseThrow()).isEqualTo(0.6, within(1e-12));
    assertThat(curve.interpolatedAt(0.5)).isEqualTo(OptionalDouble.of(0.7));
    assertThat(curve.interpolatedAt(0.98)).isEmpty();
    assertThat(curve.near()).hasSize(3);
    assertThat(curve.fittedAt(0.95).orElseThrow()).isEqualTo(0.6, within(1e-6));
    assertThat(curve.fittedAt(0.5).orElseThrow()).isEqualTo(0.7, within(1e-6));
    assertThat(curve.fittedAt(0.98)).isEmpty();
  }

  @Test
  void theFrontAloneReadsAsTheCurveDoes() {
    SplittableRandom random = new SplittableRandom(8);
    for (int round = 0; round < 20; round++) {
      List<Outcome> models =
          random
              .doubles(12)
              .mapToObj(newTask -> new Outcome(newTask, random.nextDouble()))
              .toList();
      TradeoffCurve curve = TradeoffCurve.of(models, 0.02);
      for (double level = 0; level < 1; level += 0.05) {
        assertThat(TradeoffFront.of(models).at(level)).isEqualTo(curve.interpolatedAt(level));
      }
    }
    assertThatThrownBy(() -> TradeoffFront.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one model");
  }

  @Test
  void seedsAreAveragedWithTheIntervalOfStudent() {
    List<TradeoffCurve> seeds = new ArrayList<>();
    for (double kept : new double[] {0.1, 0.2, 0.3, 0.4, 0.5}) {
      seeds.add(TradeoffCurve.of(List.of(new Outcome(0.96, kept)), 0.02));
    }
    seeds.add(TradeoffCurve.of(List.of(new Outcome(0.90, 0.9)), 0.02));
    Estimate estimate = TradeoffCurve.fittedAt(0.95, seeds).orElseThrow();
    assertThat(estimate.count()).isEqualTo(5);
    assertThat(estimate.mean()).isEqualTo(0.3, within(1e-12));
    // t = 2.776445 at 4 degrees of freedom; the standard error is sqrt(0.025 / 5).
    assertThat(estimate.interval(0.95).high())
        .isEqualTo(0.3 + 2.776445 * Math.sqrt(0.005), within(1e-6));
    assertThat(estimate.interval(0.95).low())
        .isEqualTo(0.3 - 2.776445 * Math.sqrt(0.005), within(1e-6));
    assertThat(TradeoffCurve.fittedAt(0.99, seeds)).isEmpty();
  }

  @Test
  void oneValueHasAMeanButNoInterval() {
    Estimate one = Estimate.of(new double[] {3});
    assertThat(one.mean()).isEqualTo(3);
    assertThat(one.standardError()).isNaN();
    assertThat(one.interval(0.95)).isEqualTo(Interval.UNKNOWN);
    assertThatThrownBy(() -> Estimate.of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Outcome> front(double slack, Outcome... models) {
    return ParetoFront.within(slack, List.of(models), Outcome::newTask, Outcome::priorTasks);
  }

  private static double misfit(ExponentialFit fit, double[] x, double[] y) {
    double misfit = 0;
    for (int i = 0; i < x.length; i++) {
      misfit += Math.pow(y[i] - fit.at(x[i]), 2);
    }
    return misfit;
  }
}
