package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Policy-gradient losses against plain arithmetic on samples of an older policy: ratios leave the
 * clip range on both sides, lengths differ, and one group has equal rewards.
 */
@ParameterizedClass
@EnumSource(Precision.class)
class PolicyGradientExactTest {

  private static final double LOW = 0.2;
  private static final double HIGH = 0.28;
  private static final Enumeration TUNED = Enumeration.random(11, 3, 3, 3);
  private static final Enumeration OLD = TUNED.moved(Enumeration.random(12, 3, 3, 3), 0.4);
  private static final Rows ROWS =
      new Rows(
          new int[] {1, 2, 0},
          3,
          new int[][] {
            {0, 1, 2}, {2, 2, 0}, {1, 0, 0}, // prompt 1
            {1, 1, 1}, {0, 2, 1}, {2, 0, 1}, // prompt 2
            {0, 0, 0}, {1, 2, 2}, {2, 1, 0} // prompt 0
          },
          3,
          1,
          2,
          3,
          3,
          2,
          1,
          2,
          3);
  private static final double[] REWARDS = {1, 0, 0.5, 1, 1, 1, 0.25, 0, 0.75};

  private final Bench bench;

  PolicyGradientExactTest(Precision precision) {
    bench = new Bench(precision);
  }

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void theSamplesLeaveTheClipRangeOnBothSidesWithAdvantagesOfBothSigns() {
    double[] advantages = groupCentred();
    int[] seen = new int[4];
    for (int row = 0; row < ROWS.rows(); row++) {
      for (int t = 0; t < ROWS.lengths[row]; t++) {
        double ratio = ratio(row, t).value();
        int sign = advantages[row] > 0 ? 2 : 0;
        if (advantages[row] != 0 && (ratio < 1 - LOW || ratio > 1 + HIGH)) {
          seen[sign + (ratio > 1 ? 1 : 0)]++;
        }
      }
    }
    assertThat(seen).doesNotContain(0);
  }

  @Test
  void reinforceWeighsSequencesByTheirReward() {
    Dual expected = ROWS.meanOverSequences(row -> ROWS.sequence(TUNED, row).times(-REWARDS[row]));
    bench.holds(TUNED, new Reinforce(), experience(), expected);
  }

  @Test
  void rlooWeighsSequencesByTheirRewardOverTheOthers() {
    double[] centred = groupCentred();
    Dual expected =
        ROWS.meanOverSequences(row -> ROWS.sequence(TUNED, row).times(-centred[row] * 3 / 2));
    bench.holds(TUNED, new Rloo(), experience(), expected);
  }

  @Test
  void grpoIsTheMeanOverSequencesOfTheirMeanClippedSurrogate() {
    double[] advantages = groupNormalised();
    Dual expected =
        ROWS.meanOverSequences(row ->
            ROWS.sum(row, (r, t) -> surrogate(r, t, advantages)).times(1.0 / ROWS.lengths[row]));
    bench.holds(TUNED, new Grpo(LOW, HIGH), experience(), expected);
  }

  @Test
  void drGrpoNeitherNormalisesRewardsNorDividesByTheSequencesOwnLength() {
    double[] advantages = groupCentred();
    Dual expected =
        ROWS.meanOverSequences(row -> ROWS.sum(row, (r, t) -> surrogate(r, t, advantages)))
            .times(1 / 5.0);
    bench.holds(TUNED, new DrGrpo(LOW, HIGH, 5), experience(), expected);
  }

  @Test
  void dapoCountsTheActionsOfGroupsWhoseRewardsDifferOnly() {
    double[] advantages = groupNormalised();
    int all = Arrays.stream(ROWS.lengths).sum();
    int equal = IntStream.range(3, 6).map(row -> ROWS.lengths[row]).sum();
    Dual expected =
        ROWS.meanOverActions((row, t) -> surrogate(row, t, advantages))
            .times((double) all / (all - equal));
    bench.holds(TUNED, new Dapo(LOW, HIGH), experience(), expected);
  }

  @Test
  void dapoWithoutAnyDifferenceHasLossAndGradientZero() {
    Batch.Experience batch = bench.experience(ROWS, OLD, 1, 1, 1, 0, 0, 0, 0.1, 0.1, 0.1);
    Dual loss = bench.evaluate(TUNED, new Dapo(LOW, HIGH), batch);
    assertThat(loss.value()).isZero();
    assertThat(loss.slope()).containsOnly(0);
  }

  @Test
  void reinforcePlusPlusNormalisesOverTheBatch() {
    double[] advantages = normalised(REWARDS);
    Dual expected = ROWS.meanOverActions((row, t) -> surrogate(row, t, advantages));
    bench.holds(TUNED, new ReinforcePlusPlus(LOW, HIGH), experience(), expected);
  }

  @Test
  void bnpoIsTheMeanSurrogateOverAllActions() {
    double[] advantages = groupNormalised();
    Dual expected = ROWS.meanOverActions((row, t) -> surrogate(row, t, advantages));
    bench.holds(TUNED, new Bnpo(LOW, HIGH), experience(), expected);
  }

  @Test
  void gspoHasOneRatioASequenceTheGeometricMean() {
    double[] advantages = groupNormalised();
    int[] outside = new int[1];
    Dual expected =
        ROWS.meanOverSequences(row -> {
          Dual ratio =
              ROWS.sequence(TUNED, row)
                  .plus(-ROWS.sequence(OLD, row).value())
                  .times(1.0 / ROWS.lengths[row])
                  .exp();
          outside[0] += ratio.value() < 0.9 || ratio.value() > 1.1 ? 1 : 0;
          Dual clipped = ratio.clamp(0.9, 1.1).times(advantages[row]);
          return ratio.times(advantages[row]).smaller(clipped).negated();
        });
    assertThat(outside[0]).isBetween(1, ROWS.rows() - 1);
    bench.holds(TUNED, new Gspo(0.1, 0.1), experience(), expected);
    assertThat(bench.signal(TUNED, new Gspo(0.1, 0.1), experience(), "clipped"))
        .isCloseTo(outside[0] / (double) ROWS.rows(), within(1e-6));
  }

  @Test
  void cispoKeepsTheGradientOfEveryActionUnderABoundedWeight() {
    double[] advantages = groupNormalised();
    Dual expected =
        ROWS.meanOverActions((row, t) ->
            ROWS.chosen(TUNED, row, t)
                .times(-advantages[row] * Math.min(ratio(row, t).value(), 1.2)));
    bench.holds(TUNED, new Cispo(1.2), experience(), expected);
  }

  @Test
  void sapoFadesASurrogateOutByASigmoid() {
    double[] advantages = groupNormalised();
    Dual expected =
        ROWS.meanOverSequences(row -> {
          double temperature = advantages[row] > 0 ? 0.8 : 1.5;
          return ROWS.sum(
                  row,
                  (r, t) ->
                      ratio(r, t)
                          .plus(-1)
                          .times(temperature)
                          .logSigmoid()
                          .exp()
                          .times(-4 / temperature * advantages[r]))
              .times(1.0 / ROWS.lengths[row]);
        });
    bench.holds(TUNED, new Sapo(0.8, 1.5), experience(), expected);
  }

  @Test
  void truncatedCompletionsTeachNothingButCountInTheirGroupsBaseline() {
    double[] kept = {1, 0, 1, 1, 1, 1, 0, 1, 1};
    double[] advantages = groupNormalised();
    Batch.Experience batch = experience().keeping(bench.numbers(kept, 9));
    long actions = 0;
    List<Dual> terms = new ArrayList<>();
    for (int row = 0; row < ROWS.rows(); row++) {
      for (int t = 0; t < ROWS.lengths[row] * kept[row]; t++) {
        terms.add(surrogate(row, t, advantages));
        actions++;
      }
    }
    bench.holds(TUNED, new Bnpo(LOW, HIGH), batch, Dual.sum(terms).times(1.0 / actions));
    Dual reinforced =
        ROWS.meanOverSequences(row -> ROWS.sequence(TUNED, row).times(-REWARDS[row] * kept[row]));
    bench.holds(TUNED, new Reinforce(), batch, reinforced);
  }

  @Test
  void aBatchOfTruncatedCompletionsHasLossZero() {
    Batch.Experience nothing = experience().keeping(bench.numbers(new double[9], 9));
    List<Objective<Batch.Experience>> objectives =
        List.of(
            new Grpo(),
            new Bnpo(LOW, HIGH),
            new Dapo(),
            new DrGrpo(LOW, HIGH, 3),
            new Gspo(),
            new Cispo(5),
            new Sapo());
    for (Objective<Batch.Experience> objective : objectives) {
      Dual loss = bench.evaluate(TUNED, objective, nothing);
      assertThat(loss.value()).as(objective.toString()).isZero();
      assertThat(loss.slope()).as(objective.toString()).containsOnly(0);
    }
  }

  @Test
  void theClippedShareCountsActionsOutsideTheRangeAndNoPadding() {
    long outside = 0;
    for (int row = 0; row < ROWS.rows(); row++) {
      for (int t = 0; t < ROWS.lengths[row]; t++) {
        double ratio = ratio(row, t).value();
        outside += ratio < 1 - LOW || ratio > 1 + HIGH ? 1 : 0;
      }
    }
    double share = (double) outside / Arrays.stream(ROWS.lengths).sum();
    assertThat(bench.signal(TUNED, new Grpo(LOW, HIGH), experience(), "clipped"))
        .isCloseTo(share, within(1e-6));
  }

  private Batch.Experience experience() {
    return bench.experience(ROWS, OLD, REWARDS);
  }

  private static Dual ratio(int row, int t) {
    return ROWS.chosen(TUNED, row, t).plus(-ROWS.chosen(OLD, row, t).value()).exp();
  }

  private static Dual surrogate(int row, int t, double[] advantages) {
    Dual plain = ratio(row, t).times(advantages[row]);
    Dual clipped = ratio(row, t).clamp(1 - LOW, 1 + HIGH).times(advantages[row]);
    return plain.smaller(clipped).negated();
  }

  private static double[] groupCentred() {
    double[] advantages = new double[REWARDS.length];
    for (int row = 0; row < REWARDS.length; row++) {
      int first = row - row % 3;
      advantages[row] = REWARDS[row] - Arrays.stream(REWARDS, first, first + 3).sum() / 3;
    }
    return advantages;
  }

  private static double[] groupNormalised() {
    return IntStream.range(0, 3)
        .mapToObj(group -> normalised(Arrays.copyOfRange(REWARDS, 3 * group, 3 * group + 3)))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double[] normalised(double[] rewards) {
    double mean = Arrays.stream(rewards).average().orElseThrow();
    double squares = Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
    double deviation = Math.sqrt(squares / (rewards.length - 1));
    return Arrays.stream(rewards).map(r -> (r - mean) / (deviation + 1e-4)).toArray();
  }
}
