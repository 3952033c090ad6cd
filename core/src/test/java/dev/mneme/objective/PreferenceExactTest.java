package dev.mneme.objective;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Preference losses against plain arithmetic, on pairs of unequal length. */
@ParameterizedClass
@EnumSource(Precision.class)
class PreferenceExactTest {

  private static final Enumeration TUNED = Enumeration.random(21, 2, 5, 2);
  private static final Enumeration REFERENCE = Enumeration.random(22, 2, 5, 2);
  private static final Rows PAIRS =
      new Rows(
          new int[] {0, 1, 1},
          2,
          new int[][] {{0, 4}, {3, 1}, {2, 2}, {1, 0}, {4, 4}, {4, 3}},
          2,
          1,
          1,
          2,
          2,
          2);

  private final Bench bench;

  PreferenceExactTest(Precision precision) {
    bench = new Bench(precision);
  }

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void simPoOfTheRazorPrefersByAMarginOfOneNatASequence() {
    Dual expected = loss(pair -> difference(row -> PAIRS.sequence(TUNED, row), pair).plus(-1));
    bench.holds(TUNED, SimPo.razor(), bench.preferences(PAIRS), expected);
  }

  @Test
  void simPoOfItsSourceComparesMeansOverActions() {
    IntFunction<Dual> mean = row -> PAIRS.sequence(TUNED, row).times(1.0 / PAIRS.lengths[row]);
    Dual expected = loss(pair -> difference(mean, pair).times(2.5).plus(-0.5));
    bench.holds(TUNED, new SimPo(2.5, 0.5, true), bench.preferences(PAIRS), expected);
  }

  @Test
  void dpoPrefersByTheGainOverTheReference() {
    IntFunction<Dual> gain =
        row -> PAIRS.sequence(TUNED, row).plus(-PAIRS.sequence(REFERENCE, row).value());
    Dual expected = loss(pair -> difference(gain, pair).times(0.3));
    bench.holds(TUNED, new Dpo(0.3, bench.policy(REFERENCE)), bench.preferences(PAIRS), expected);
  }

  @Test
  void preferredLikelihoodIsCrossEntropyOverTheFirstOfEachPair() {
    Dual expected =
        Dual.mean(
            IntStream.range(0, 3)
                .map(pair -> 2 * pair)
                .mapToObj(row -> PAIRS.sequence(TUNED, row).times(-1.0 / PAIRS.lengths[row]))
                .toList());
    bench.holds(TUNED, new PreferredLikelihood(), bench.preferences(PAIRS), expected);
  }

  @Test
  void ipoPullsTheGainsPerActionToAFixedMargin() {
    IntFunction<Dual> gain =
        row ->
            PAIRS
                .sequence(TUNED, row)
                .plus(-PAIRS.sequence(REFERENCE, row).value())
                .times(1.0 / PAIRS.lengths[row]);
    Dual expected =
        Dual.mean(
            IntStream.range(0, 3)
                .mapToObj(pair -> difference(gain, pair).plus(-1 / (2 * 0.4)))
                .map(beyond -> beyond.times(beyond))
                .toList());
    bench.holds(TUNED, new Ipo(0.4, bench.policy(REFERENCE)), bench.preferences(PAIRS), expected);
  }

  @Test
  void robustDpoOfFlippedPairsIsDpoOfTheTrueOnesOnAverage() {
    double share = 0.2;
    Rows flipped =
        new Rows(
            PAIRS.prompts,
            2,
            new int[][] {{3, 1}, {0, 4}, {1, 0}, {2, 2}, {4, 3}, {4, 4}},
            1,
            2,
            2,
            1,
            2,
            2);
    RobustDpo robust = new RobustDpo(0.3, share, bench.policy(REFERENCE));
    Dual right = bench.evaluate(TUNED, robust, bench.preferences(PAIRS));
    Dual wrong = bench.evaluate(TUNED, robust, bench.preferences(flipped));
    bench.holds(
        TUNED,
        new Dpo(0.3, bench.policy(REFERENCE)),
        bench.preferences(PAIRS),
        right.times(1 - share).plus(wrong.times(share)));
  }

  private static Dual difference(IntFunction<Dual> score, int pair) {
    return score.apply(2 * pair).minus(score.apply(2 * pair + 1));
  }

  private static Dual loss(IntFunction<Dual> margin) {
    return Dual.mean(
        IntStream.range(0, PAIRS.rows() / 2)
            .mapToObj(pair -> margin.apply(pair).logSigmoid().negated())
            .toList());
  }
}
