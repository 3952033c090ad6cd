package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What policy gradients do on average: the expectation of their gradient over every group the
 * policy can sample, against the exact gradient of −E[reward].
 */
class PolicyGradientFactsTest {

  private static final Enumeration POLICY = Enumeration.random(41, 2, 3, 2);
  private static final Enumeration ONE_STEP = Enumeration.random(42, 2, 3, 1);

  private final Bench bench = new Bench(Precision.DOUBLE);

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void reinforceHasTheExactGradientOfTheExpectedReward() {
    bench.assertSameGradient(
        expected(new Reinforce(), 1), lossOf(POLICY, 0, PolicyGradientFactsTest::reward));
  }

  @Test
  void rlooHasTheExactGradientOfTheExpectedReward() {
    bench.assertSameGradient(
        expected(new Rloo(), 2), lossOf(POLICY, 0, PolicyGradientFactsTest::reward));
  }

  @Test
  void drGrpoHasTheExactGradientUpToItsLengthAndTheGroupsOwnShareInItsMean() {
    int group = 2;
    double length = 7;
    Dual exact =
        lossOf(POLICY, 0, PolicyGradientFactsTest::reward).times((group - 1.0) / group / length);
    bench.assertSameGradient(expected(new DrGrpo(0.2, 0.2, length), group), exact);
  }

  /** Binary rewards in groups of two: normalising only scales them, so what is left is length. */
  @Test
  void dividingByTheirOwnLengthTurnsGrpoAwayFromTheExpectedReward() {
    ToDoubleFunction<int[]> right = y -> y[0] == 0 || y[0] == y[1] ? 1 : 0;
    Dual exact = lossOf(POLICY, 0, right);
    Dual grpo = expected(POLICY, 0, 2, right, PolicyGradientFactsTest::untilStop, new Grpo());
    Dual drGrpo =
        expected(POLICY, 0, 2, right, PolicyGradientFactsTest::untilStop, new DrGrpo(0.2, 0.2, 1));
    assertThat(cosine(grpo, exact)).isLessThan(0.999);
    assertThat(cosine(drGrpo, exact)).isCloseTo(1, within(1e-12));
  }

  @Test
  void grpoWeighsPromptsByHowOftenTheyAreSolvedAndDrGrpoDoesNot() {
    double[] success =
        IntStream.range(0, 2)
            .mapToDouble(prompt -> ONE_STEP.probability(prompt, new int[] {1}))
            .toArray();
    for (int prompt = 0; prompt < 2; prompt++) {
      Dual exact = lossOf(ONE_STEP, prompt, PolicyGradientFactsTest::correct);
      Dual grpo =
          expected(
              ONE_STEP, prompt, 4, PolicyGradientFactsTest::correct, sequence -> 1, new Grpo());
      Dual drGrpo =
          expected(
              ONE_STEP,
              prompt,
              4,
              PolicyGradientFactsTest::correct,
              sequence -> 1,
              new DrGrpo(0.2, 0.2, 1));
      bench.assertSameGradient(grpo, exact.times(grpoScale(success[prompt])));
      bench.assertSameGradient(drGrpo, exact.times(0.75));
    }
    assertThat(grpoScale(0.02)).isGreaterThan(grpoScale(0.5) * 1.05);
  }

  @Test
  void imitatingTheNearestCorrectDistributionFollowsReinforceUpToTheRateOfSuccess() {
    for (int prompt = 0; prompt < 2; prompt++) {
      double[] nearest = new double[3]; // q*(y) = π(y)·1[y correct] / Z
      double success = 0;
      for (int[] sequence : ONE_STEP.sequences()) {
        double correct = ONE_STEP.probability(prompt, sequence) * correct(sequence);
        nearest[sequence[0]] = correct;
        success += correct;
      }
      double rate = success;
      double[] labels = Arrays.stream(nearest).map(each -> each / rate).toArray();
      Rows row = new Rows(new int[] {prompt}, 1, new int[][] {{0}}, 1);
      Batch.SoftDemonstrations soft =
          new Batch.SoftDemonstrations(
              bench.prompts(row), bench.actions(row), bench.numbers(labels, 1, 1, 3));
      Dual imitation = bench.evaluate(ONE_STEP, new SoftCrossEntropy(), soft);
      Dual reinforce =
          expected(
              ONE_STEP,
              prompt,
              1,
              PolicyGradientFactsTest::correct,
              sequence -> 1,
              new Reinforce());
      bench.assertSameGradient(imitation, reinforce.times(1 / success));
    }
  }

  /** Any reward will do that does not see past the end. */
  private static double reward(int[] sequence) {
    return sequence[0] == 0 ? 0.75 : sequence[0] == sequence[1] ? 1 : 0.25;
  }

  /** Action 0 ends a sequence. */
  private static int untilStop(int[] sequence) {
    return sequence[0] == 0 ? 1 : 2;
  }

  private static double correct(int[] sequence) {
    return sequence[0] == 1 ? 1 : 0;
  }

  /** −E[r], exactly. */
  private static Dual lossOf(Enumeration policy, int prompt, ToDoubleFunction<int[]> reward) {
    return Dual.sum(
        policy.sequences().stream()
            .map(y -> policy.logProb(prompt, y).exp().times(-reward.applyAsDouble(y)))
            .toList());
  }

  /**
   * How much GRPO with groups of 4 stretches the gradient of a prompt solved with probability p:
   * E[A | right] − E[A | wrong], over what the other three did.
   */
  private static double grpoScale(double p) {
    double scale = 0;
    int[] ways = {1, 3, 3, 1};
    for (int others = 0; others <= 3; others++) {
      double probability = ways[others] * Math.pow(p, others) * Math.pow(1 - p, 3 - others);
      scale += probability * (1 - (others + 1) / 4.0) / (deviation(others + 1) + 1e-4);
      scale += probability * (others / 4.0) / (deviation(others) + 1e-4);
    }
    return scale;
  }

  /** Sample deviation of four rewards of which some are 1 and the others 0. */
  private static double deviation(int right) {
    return Math.sqrt(right * (4 - right) / 4.0 / 3);
  }

  private Dual expected(Objective<Batch.Experience> objective, int group) {
    return expected(
        POLICY,
        0,
        group,
        PolicyGradientFactsTest::reward,
        PolicyGradientFactsTest::untilStop,
        objective);
  }

  /** Σ over groups of π(group) × the library's loss and gradient for that group. */
  private Dual expected(
      Enumeration policy,
      int prompt,
      int group,
      ToDoubleFunction<int[]> reward,
      ToIntFunction<int[]> length,
      Objective<Batch.Experience> objective) {
    return policy.expectation(
        prompt,
        group,
        sequences -> {
          Rows rows = Rows.of(prompt, sequences, length);
          double[] rewards = sequences.stream().mapToDouble(reward).toArray();
          return bench.evaluate(policy, objective, bench.experience(rows, policy, rewards));
        });
  }

  private static double cosine(Dual a, Dual b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(Dual a, Dual b) {
    return IntStream.range(0, a.slope().length).mapToDouble(i -> a.slope()[i] * b.slope()[i]).sum();
  }
}
