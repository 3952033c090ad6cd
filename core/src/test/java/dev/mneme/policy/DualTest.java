package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The yardstick itself, against finite differences. */
class DualTest {

  private static final Enumeration POLICY = Enumeration.random(5, 2, 3, 2);

  @Test
  void derivativesMatchFiniteDifferences() {
    double step = 1e-3; // a float32 step of the logits, so measured along it
    double[] slope = mixture(POLICY).slope();
    for (int seed = 0; seed < 5; seed++) {
      Enumeration direction = Enumeration.random(100 + seed, 2, 3, 2);
      Enumeration ahead = POLICY.moved(direction, step);
      Enumeration behind = POLICY.moved(direction, -step);
      double measured = mixture(ahead).value() - mixture(behind).value();
      double predicted = 0;
      for (int i = 0; i < slope.length; i++) {
        predicted += slope[i] * (ahead.logits()[i] - behind.logits()[i]);
      }
      assertThat(measured).isCloseTo(predicted, within(1e-5 * step));
    }
  }

  @Test
  void probabilitiesOfAllSequencesSumToOne() {
    double total = POLICY.sequences().stream().mapToDouble(y -> POLICY.probability(1, y)).sum();
    assertThat(total).isCloseTo(1, within(1e-14));
  }

  /** Something that uses every operation. */
  private static Dual mixture(Enumeration policy) {
    Dual one = policy.logProb(0, new int[] {1, 2});
    Dual two = policy.logProb(1, new int[] {0, 1}, 1);
    Dual all =
        one.exp().times(two).plus(two.logSigmoid()).minus(one.times(0.3).exp().plus(2).log());
    return all.plus(one.clamp(-100, 0)).plus(two.clamp(5, 6)).plus(one.smaller(two));
  }
}
