package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** KL losses of a given batch against plain arithmetic, on sequences of unequal length. */
@ParameterizedClass
@EnumSource(Precision.class)
class KlExactTest {

  private static final Enumeration TUNED = Enumeration.random(31, 2, 3, 3);
  private static final Enumeration REFERENCE = Enumeration.random(32, 2, 3, 3);
  private static final Rows ROWS =
      new Rows(
          new int[] {1, 0},
          2,
          new int[][] {{0, 1, 2}, {2, 2, 2}, {1, 0, 1}, {2, 0, 0}},
          3,
          2,
          1,
          3);

  private final Bench bench;

  KlExactTest(Precision precision) {
    bench = new Bench(precision);
  }

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void forwardKlIsTakenUnderTheReference() {
    Dual expected = ROWS.meanOverActions((row, t) -> forward(row, t));
    bench.holds(TUNED, exact(ExactKl.Direction.FORWARD), bench.demonstrations(ROWS), expected);
  }

  @Test
  void reverseKlIsTakenUnderTheTrainedPolicy() {
    Dual expected = ROWS.meanOverActions((row, t) -> reverse(row, t));
    bench.holds(TUNED, exact(ExactKl.Direction.REVERSE), bench.demonstrations(ROWS), expected);
  }

  @Test
  void flattenedKlIsThatOfBothAtTheTemperatureTimesItsSquare() {
    for (ExactKl.Direction direction : ExactKl.Direction.values()) {
      Dual expected = ROWS.meanOverActions((row, t) -> flattened(direction, 2, row, t));
      bench.holds(
          TUNED,
          new ExactKl(direction, bench.policy(REFERENCE), 2),
          bench.demonstrations(ROWS),
          expected);
    }
  }

  private static Dual flattened(ExactKl.Direction direction, double temperature, int row, int t) {
    List<Dual> own = flat(ROWS.all(TUNED, row, t), temperature);
    List<Dual> other = flat(ROWS.all(REFERENCE, row, t), temperature);
    Dual kl =
        Dual.sum(
            IntStream.range(0, own.size())
                .mapToObj(a -> {
                  double reference = other.get(a).value();
                  Dual gap = own.get(a).plus(-reference);
                  return switch (direction) {
                    case FORWARD -> gap.times(-Math.exp(reference));
                    case REVERSE -> gap.times(own.get(a).exp());
                  };
                })
                .toList());
    return kl.times(temperature * temperature);
  }

  /** Log-probabilities of π^(1/T), normalised. */
  private static List<Dual> flat(List<Dual> logProbs, double temperature) {
    List<Dual> scaled = logProbs.stream().map(each -> each.times(1 / temperature)).toList();
    Dual normaliser = Dual.sum(scaled.stream().map(Dual::exp).toList()).log();
    return scaled.stream().map(each -> each.minus(normaliser)).toList();
  }

  @Test
  void k1IsTheMeanLogRatio() {
    Dual expected = ROWS.meanOverActions((row, t) -> logRatio(row, t).negated());
    bench.holds(TUNED, sampled(SampledKl.Estimator.K1), bench.demonstrations(ROWS), expected);
  }

  @Test
  void k2IsHalfTheMeanSquaredLogRatio() {
    Dual expected =
        ROWS.meanOverActions((row, t) -> logRatio(row, t).times(logRatio(row, t)).times(0.5));
    bench.holds(TUNED, sampled(SampledKl.Estimator.K2), bench.demonstrations(ROWS), expected);
  }

  @Test
  void k3IsTheMeanBregmanDistanceOfTheRatio() {
    Dual expected =
        ROWS.meanOverActions((row, t) -> logRatio(row, t).exp().plus(-1).minus(logRatio(row, t)));
    bench.holds(TUNED, sampled(SampledKl.Estimator.K3), bench.demonstrations(ROWS), expected);
  }

  @Test
  void k3IsGatheredAsThePolicyLossItIsAddedTo() {
    SampledKl.Estimator k3 = SampledKl.Estimator.K3;
    Dual overSequences =
        ROWS.meanOverSequences(
            row -> ROWS.sum(row, KlExactTest::bregman).times(1.0 / ROWS.lengths[row]));
    bench.holds(
        TUNED,
        new SampledKl(k3, bench.policy(REFERENCE), Aggregation.OVER_SEQUENCES),
        bench.demonstrations(ROWS),
        overSequences);
    Dual overLength =
        ROWS.meanOverSequences(row -> ROWS.sum(row, KlExactTest::bregman).times(1.0 / 7));
    bench.holds(
        TUNED,
        new SampledKl(k3, bench.policy(REFERENCE), new Aggregation.OverConstantLength(7)),
        bench.demonstrations(ROWS),
        overLength);
  }

  private static Dual bregman(int row, int t) {
    return logRatio(row, t).exp().plus(-1).minus(logRatio(row, t));
  }

  @Test
  void k3StaysAccurateWhereThePoliciesNearlyAgree() {
    Enumeration near = REFERENCE.moved(TUNED, 1e-3);
    double expected =
        ROWS.meanOverActions(
                (row, t) -> {
                  double x =
                      ROWS.chosen(REFERENCE, row, t).value() - ROWS.chosen(near, row, t).value();
                  return ROWS.chosen(near, row, t).times(0).plus(Math.expm1(x) - x);
                })
            .value();
    Dual actual = bench.evaluate(near, sampled(SampledKl.Estimator.K3), bench.demonstrations(ROWS));
    assertThat(actual.value()).isCloseTo(expected, withinPercentage(0.5));
  }

  private ExactKl exact(ExactKl.Direction direction) {
    return new ExactKl(direction, bench.policy(REFERENCE));
  }

  private SampledKl sampled(SampledKl.Estimator estimator) {
    return new SampledKl(estimator, bench.policy(REFERENCE));
  }

  /** log π_ref(a)/π(a). */
  private static Dual logRatio(int row, int t) {
    return ROWS.chosen(TUNED, row, t).negated().plus(ROWS.chosen(REFERENCE, row, t).value());
  }

  private static Dual forward(int row, int t) {
    List<Dual> own = ROWS.all(TUNED, row, t);
    List<Dual> other = ROWS.all(REFERENCE, row, t);
    return Dual.sum(
        IntStream.range(0, own.size())
            .mapToObj(a -> {
              double reference = other.get(a).value();
              return own.get(a).negated().plus(reference).times(Math.exp(reference));
            })
            .toList());
  }

  private static Dual reverse(int row, int t) {
    List<Dual> own = ROWS.all(TUNED, row, t);
    List<Dual> other = ROWS.all(REFERENCE, row, t);
    return Dual.sum(
        IntStream.range(0, own.size())
            .mapToObj(a -> own.get(a).plus(-other.get(a).value()).times(own.get(a).exp()))
            .toList());
  }
}
