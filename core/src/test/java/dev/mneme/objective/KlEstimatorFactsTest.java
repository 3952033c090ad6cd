package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.objective.SampledKl.Estimator;
import dev.mneme.policy.Dual;
import dev.mneme.policy.Enumeration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the KL estimators are on average over fresh samples, every sequence weighted by its
 * probability: as values, and as losses.
 */
class KlEstimatorFactsTest {

  private static final Enumeration TUNED = Enumeration.random(51, 1, 4, 1);
  private static final Enumeration REFERENCE = Enumeration.random(52, 1, 4, 1);
  private static final Enumeration LONG_TUNED = Enumeration.random(53, 1, 3, 2);
  private static final Enumeration LONG_REFERENCE = Enumeration.random(54, 1, 3, 2);

  private final Bench bench = new Bench(Precision.DOUBLE);

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void k1AndK3AreUnbiasedValuesOfTheReverseKl() {
    double kl = reverseKl(TUNED, REFERENCE).value();
    double perAction = reverseKl(LONG_TUNED, LONG_REFERENCE).value() / 2;
    for (Estimator estimator : List.of(Estimator.K1, Estimator.K3)) {
      assertThat(expected(TUNED, REFERENCE, estimator).value()).isCloseTo(kl, within(1e-12));
      assertThat(expected(LONG_TUNED, LONG_REFERENCE, estimator).value())
          .isCloseTo(perAction, within(1e-12));
    }
  }

  @Test
  void k2IsBiasedByASixthOfTheThirdMomentOfTheLogRatioAsPoliciesMeet() {
    Enumeration near = REFERENCE.moved(TUNED, 0.01);
    double bias =
        expected(near, REFERENCE, Estimator.K2).value() - reverseKl(near, REFERENCE).value();
    double thirdMoment =
        near.sequences().stream()
            .mapToDouble(y -> {
              double x = near.logProb(0, y).value() - REFERENCE.logProb(0, y).value();
              return near.probability(0, y) * x * x * x;
            })
            .sum();
    assertThat(bias / (thirdMoment / 6)).isCloseTo(1, within(0.05));
  }

  @Test
  void k1AsALossHasZeroExpectedGradient() {
    assertThat(expected(TUNED, REFERENCE, Estimator.K1).slope())
        .containsExactly(new double[4], within(1e-15));
    assertThat(expected(LONG_TUNED, LONG_REFERENCE, Estimator.K1).slope())
        .containsExactly(new double[12], within(1e-15));
  }

  @Test
  void k2AsALossGivesTheReverseKlGradient() {
    bench.assertSameGradient(expected(TUNED, REFERENCE, Estimator.K2), reverseKl(TUNED, REFERENCE));
  }

  @Test
  void k3AsALossGivesTheForwardKlGradient() {
    bench.assertSameGradient(expected(TUNED, REFERENCE, Estimator.K3), forwardKl(TUNED, REFERENCE));
  }

  @Test
  void forLongerSequencesTheGradientsAreThoseOfEachActionGivenTheHistoriesSampled() {
    bench.assertSameGradient(expected(LONG_TUNED, LONG_REFERENCE, Estimator.K2), perActionKl(true));
    bench.assertSameGradient(
        expected(LONG_TUNED, LONG_REFERENCE, Estimator.K3), perActionKl(false));
  }

  @Test
  void forLongerSequencesTheGradientsAreNotThoseOfTheSequencesKl() {
    assertFar(
        expected(LONG_TUNED, LONG_REFERENCE, Estimator.K2),
        reverseKl(LONG_TUNED, LONG_REFERENCE).times(0.5));
    assertFar(
        expected(LONG_TUNED, LONG_REFERENCE, Estimator.K3),
        forwardKl(LONG_TUNED, LONG_REFERENCE).times(0.5));
  }

  @Test
  void exactKlOnSampledHistoriesHasTheSameGradientWithoutTheActionsNoise() {
    bench.assertSameGradient(exact(ExactKl.Direction.REVERSE), perActionKl(true));
    bench.assertSameGradient(exact(ExactKl.Direction.FORWARD), perActionKl(false));
  }

  /** The library's loss and gradient, expected over the tuned policy's sequences. */
  private Dual expected(Enumeration tuned, Enumeration reference, Estimator estimator) {
    return expected(tuned, new SampledKl(estimator, bench.policy(reference)));
  }

  private Dual exact(ExactKl.Direction direction) {
    return expected(LONG_TUNED, new ExactKl(direction, bench.policy(LONG_REFERENCE)));
  }

  private Dual expected(Enumeration tuned, Objective<Batch> objective) {
    return tuned.expectation(
        0,
        1,
        sequences -> {
          Rows rows = Rows.of(0, sequences, sequence -> sequence.length);
          return bench.evaluate(tuned, objective, bench.demonstrations(rows));
        });
  }

  /** Σ_y π(y) (log π(y) − log π_ref(y)), y whole sequences. */
  private static Dual reverseKl(Enumeration tuned, Enumeration reference) {
    return Dual.sum(
        tuned.sequences().stream()
            .map(y -> {
              Dual own = tuned.logProb(0, y);
              return own.plus(-reference.logProb(0, y).value()).times(own.exp());
            })
            .toList());
  }

  /** Σ_y π_ref(y) (log π_ref(y) − log π(y)), y whole sequences. */
  private static Dual forwardKl(Enumeration tuned, Enumeration reference) {
    return Dual.sum(
        tuned.sequences().stream()
            .map(y ->
                tuned
                    .logProb(0, y)
                    .negated()
                    .plus(reference.logProb(0, y).value())
                    .times(reference.probability(0, y)))
            .toList());
  }

  /** Mean over positions of the KL of the next action, histories sampled and held fixed. */
  private static Dual perActionKl(boolean reverse) {
    return LONG_TUNED.expectation(
        0,
        1,
        sequences ->
            Dual.mean(
                IntStream.range(0, LONG_TUNED.length())
                    .mapToObj(t -> nextActionKl(sequences.getFirst(), t, reverse))
                    .toList()));
  }

  private static Dual nextActionKl(int[] sequence, int t, boolean reverse) {
    List<Dual> own = LONG_TUNED.logProbs(0, sequence, t);
    List<Dual> other = LONG_REFERENCE.logProbs(0, sequence, t);
    return Dual.sum(
        IntStream.range(0, own.size())
            .mapToObj(a -> {
              Dual difference = own.get(a).plus(-other.get(a).value());
              return reverse
                  ? difference.times(own.get(a).exp())
                  : difference.times(-Math.exp(other.get(a).value()));
            })
            .toList());
  }

  private static void assertFar(Dual a, Dual b) {
    double largest = 0;
    for (double difference : a.minus(b).slope()) {
      largest = Math.max(largest, Math.abs(difference));
    }
    assertThat(largest).isGreaterThan(0.01);
  }
}
