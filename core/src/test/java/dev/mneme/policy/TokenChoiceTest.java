package dev.mneme.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Sweeping u over [0, 1) in even steps shows the whole distribution that tokens are chosen from.
 */
class TokenChoiceTest {

  private static final int STEPS = 20_000;
  private static final float[] LOGITS = {0.5f, 2, -1, 1, 2, -30};

  @Test
  void withoutFiltersItIsTheSoftmax() {
    assertDistribution(sampling(1, 0, 1, 0, 1), softmax(LOGITS, 1), new int[0]);
  }

  @Test
  void temperatureSharpens() {
    assertDistribution(sampling(0.5, 0, 1, 0, 1), softmax(LOGITS, 0.5), new int[0]);
  }

  @Test
  void topKKeepsTheMostLikelyAndTheFirstAmongEquals() {
    double[] expected = softmax(LOGITS, 1);
    assertDistribution(sampling(1, 2, 1, 0, 1), only(expected, 1, 4), new int[0]);
    assertDistribution(sampling(1, 1, 1, 0, 1), only(expected, 1), new int[0]);
  }

  @Test
  void topPKeepsTheSmallestSetWithEnoughMass() {
    double[] all = softmax(LOGITS, 1);
    double two = all[1] + all[4];
    assertDistribution(sampling(1, 0, two - 1e-6, 0, 1), only(all, 1, 4), new int[0]);
    assertDistribution(sampling(1, 0, two + 1e-6, 0, 1), only(all, 1, 3, 4), new int[0]);
    assertDistribution(sampling(1, 0, 1e-9, 0, 1), only(all, 1), new int[0]);
  }

  @Test
  void topPCountsTheMassThatTopKLeaves() {
    double[] all = softmax(LOGITS, 1);
    assertDistribution(sampling(1, 2, 0.6, 0, 1), only(all, 1, 4), new int[0]);
    assertDistribution(sampling(1, 2, 0.4, 0, 1), only(all, 1), new int[0]);
  }

  @Test
  void minPDropsWhatIsFarBelowTheMostLikely() {
    double[] all = softmax(LOGITS, 1);
    assertDistribution(sampling(1, 0, 1, 0.3, 1), only(all, 1, 3, 4), new int[0]);
  }

  @Test
  void tokensThatOccurredArePenalisedOnceHoweverOften() {
    float[] penalised = LOGITS.clone();
    penalised[1] /= 1.5f;
    penalised[2] *= 1.5f;
    assertDistribution(sampling(1, 0, 1, 0, 1.5), softmax(penalised, 1), new int[] {1, 2, 1, 1});
  }

  @Test
  void atTemperatureZeroTheFirstOfTheMostLikelyIsTaken() {
    TokenChoice choice = new TokenChoice(Sampling.greedy(1, Set.of()));
    assertThat(choice.choose(LOGITS.clone(), new int[0], 0, 0.99)).isEqualTo(1);
  }

  @Test
  void onlyTheCountedPartOfTheHistoryMatters() {
    TokenChoice choice = new TokenChoice(sampling(0, 0, 1, 0, 1.5));
    assertThat(choice.choose(LOGITS.clone(), new int[] {4, 1}, 1, 0)).isEqualTo(1);
    assertThat(choice.choose(LOGITS.clone(), new int[] {1, 4}, 1, 0)).isEqualTo(4);
  }

  @Test
  void invertingProbabilitiesNeverTakesATokenWithoutMass() {
    Random random = new Random(3);
    float[] probabilities = {0, 0.1f, 0, 0.9f, 0, 0};
    for (int i = 0; i < 1000; i++) {
      assertThat(TokenChoice.invert(probabilities, 0, 6, random.nextDouble())).isIn(1, 3);
    }
    assertThat(TokenChoice.invert(probabilities, 0, 6, Math.nextDown(1.0))).isEqualTo(3);
    assertThat(TokenChoice.invert(probabilities, 0, 6, 0)).isEqualTo(1);
    assertThat(TokenChoice.invert(probabilities, 2, 3, 0.5)).isEqualTo(1);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> sampling(-1, 0, 1, 0, 1)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> sampling(1, 0, 0, 0, 1)).hasMessageContaining("top-p");
    assertThatThrownBy(() -> sampling(1, 0, 1, 2, 1)).hasMessageContaining("min-p");
    assertThatThrownBy(() -> sampling(1, 0, 1, 0, 0)).hasMessageContaining("repetition");
  }

  private static Sampling sampling(
      double temperature, int topK, double topP, double minP, double penalty) {
    return new Sampling(temperature, topK, topP, minP, penalty, 1, Set.of());
  }

  private static void assertDistribution(Sampling sampling, double[] expected, int[] seen) {
    TokenChoice choice = new TokenChoice(sampling);
    double[] shares = new double[LOGITS.length];
    for (int i = 0; i < STEPS; i++) {
      shares[choice.choose(LOGITS.clone(), seen, seen.length, (i + 0.5) / STEPS)] += 1.0 / STEPS;
    }
    for (int token = 0; token < expected.length; token++) {
      assertThat(shares[token])
          .as("token %d", token)
          .isCloseTo(expected[token], within(2.0 / STEPS));
    }
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] result = new double[logits.length];
    double total = 0;
    for (int i = 0; i < logits.length; i++) {
      result[i] = Math.exp(logits[i] / temperature);
      total += result[i];
    }
    for (int i = 0; i < logits.length; i++) {
      result[i] /= total;
    }
    return result;
  }

  private static double[] only(double[] probabilities, int... kept) {
    double[] result = new double[probabilities.length];
    double total = 0;
    for (int token : kept) {
      total += probabilities[token];
    }
    for (int token : kept) {
      result[token] = probabilities[token] / total;
    }
    return result;
  }
}
