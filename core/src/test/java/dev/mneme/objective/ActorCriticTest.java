package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PPO, its advantages and its critic against plain arithmetic on sequences of unequal length. */
@ParameterizedClass
@EnumSource(Precision.class)
class ActorCriticTest {

  private static final Enumeration TUNED = Enumeration.random(41, 2, 3, 3);
  private static final Enumeration OLD = TUNED.moved(Enumeration.random(42, 2, 3, 3), 0.5);
  private static final Rows ROWS =
      new Rows(
          new int[] {1, 0},
          2,
          new int[][] {{0, 1, 2}, {2, 2, 2}, {1, 0, 1}, {2, 0, 0}},
          3,
          2,
          1,
          3);
  private static final double[] REWARDS = {1, 0, 0.5, 1};
  private static final double[][] VALUES = {
    {0.5, 0.25, 0.75}, {0.125, 0.5, 9}, {0.375, 9, 9}, {-0.25, 0.5, 1.5}
  };

  private final Precision precision;
  private final Bench bench;

  ActorCriticTest(Precision precision) {
    this.precision = precision;
    this.bench = new Bench(precision);
  }

  @AfterEach
  void free() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 0", "0.9, 0.95", "0.5, 0.3", "0, 1"})
  void advantagesAreDiscountedSumsOfSurprises(double gamma, double lambda) {
    Batch.Judged judged = new Gae(gamma, lambda).judge(experience(), values());
    double[] advantages = Tensors.toDoubles(judged.advantages());
    double[] returns = Tensors.toDoubles(judged.returns());
    for (int row = 0; row < 4; row++) {
      for (int t = 0; t < 3; t++) {
        double expected = advantage(row, t, gamma, lambda);
        boolean action = t < ROWS.lengths[row];
        assertThat(advantages[3 * row + t]).isCloseTo(expected, within(1e-6));
        assertThat(returns[3 * row + t])
            .isCloseTo(action ? expected + VALUES[row][t] : 0, within(1e-6));
      }
    }
  }

  @Test
  void withoutDiscountAndCriticsBiasAnAdvantageIsTheRewardOverTheValue() {
    double[] advantages =
        Tensors.toDoubles(new Gae(1, 1).judge(experience(), values()).advantages());
    assertThat(advantages)
        .containsExactly(
            new double[] {0.5, 0.75, 0.25, -0.125, -0.5, 0, 0.125, 0, 0, 1.25, 0.5, -0.5},
            within(1e-6));
  }

  @Test
  void normalisedAdvantagesHaveMeanZeroAndDeviationOneOverTheActions() {
    double[] plain = actions(new Gae(0.9, 0.8).judge(experience(), values()));
    double[] normalised = actions(Gae.normalised(new Gae(0.9, 0.8).judge(experience(), values())));
    double mean = Arrays.stream(plain).average().orElseThrow();
    double squares = Arrays.stream(plain).map(a -> (a - mean) * (a - mean)).sum();
    double deviation = Math.sqrt(squares / (plain.length - 1));
    for (int i = 0; i < plain.length; i++) {
      assertThat(normalised[i]).isCloseTo((plain[i] - mean) / deviation, within(1e-5));
    }
  }

  @Test
  void ppoClipsTheRatioOfEachActionUnderItsOwnAdvantage() {
    Dual expected =
        ROWS.meanOverActions((row, t) -> {
          Dual ratio = ROWS.chosen(TUNED, row, t).plus(-ROWS.chosen(OLD, row, t).value()).exp();
          double advantage = advantage(row, t, 0.9, 0.8);
          Dual clipped = ratio.clamp(0.8, 1.2).times(advantage);
          return ratio.times(advantage).smaller(clipped).negated();
        });
    Batch.Judged judged = new Gae(0.9, 0.8).judge(experience(), values());
    bench.holds(TUNED, new Ppo(0.2, 0.2), judged, expected);
  }

  @Test
  void theCriticsErrorIsTheWorseOfTheFreeAndTheClippedStep() {
    double[] now = {0.9, 0.3, 0.6, 0.1, 0.8, 7, 0.2, 7, 7, 0.4, 0.45, 1.2};
    double range = 0.2;
    double loss = 0;
    double[] slope = new double[12];
    Batch.Judged judged = new Gae(0.9, 0.8).judge(experience(), values());
    for (int row = 0; row < 4; row++) {
      for (int t = 0; t < ROWS.lengths[row]; t++) {
        double old = VALUES[row][t];
        double target = advantage(row, t, 0.9, 0.8) + old;
        double free = now[3 * row + t] - target;
        double clipped = old + Math.clamp(now[3 * row + t] - old, -range, range) - target;
        loss += Math.max(free * free, clipped * clipped) / 2 / 9;
        boolean moves = free * free >= clipped * clipped;
        slope[3 * row + t] = moves ? free / 9 : 0;
      }
    }
    Tensor weights = bench.numbers(now, 4, 3).requires_grad_(true);
    ValueLoss objective = new ValueLoss(range, (prompts, actions) -> weights);
    Scores unused = bench.policy(TUNED).scores(judged.prompts(), judged.actions());
    Tensor actual = objective.loss(unused, judged).value();
    assertThat(Tensors.item(actual)).isCloseTo(loss, within(precision.error));
    assertThat(Tensors.toDoubles(Gradients.of(actual, List.of(weights)).getFirst()))
        .containsExactly(slope, within(precision.error));
  }

  private static double advantage(int row, int t, double gamma, double lambda) {
    double sum = 0;
    for (int later = t; later < ROWS.lengths[row]; later++) {
      boolean last = later == ROWS.lengths[row] - 1;
      double surprise = (last ? REWARDS[row] : gamma * VALUES[row][later + 1]) - VALUES[row][later];
      sum += Math.pow(gamma * lambda, later - t) * surprise;
    }
    return sum;
  }

  private static double[] actions(Batch.Judged judged) {
    double[] all = Tensors.toDoubles(judged.advantages());
    List<Double> kept = new ArrayList<>();
    for (int row = 0; row < 4; row++) {
      for (int t = 0; t < ROWS.lengths[row]; t++) {
        kept.add(all[3 * row + t]);
      }
    }
    return kept.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Batch.Experience experience() {
    return bench.experience(ROWS, OLD, REWARDS);
  }

  private Tensor values() {
    double[] flat = Arrays.stream(VALUES).flatMapToDouble(Arrays::stream).toArray();
    return bench.numbers(flat, 4, 3);
  }
}
