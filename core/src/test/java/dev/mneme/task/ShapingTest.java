package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rewards for how long a text is and how little it repeats itself. */
class ShapingTest {

  private static final LengthShaping.Unit CHARACTERS = LengthShaping.Unit.CHARACTERS;
  private static final LengthShaping.Unit WORDS = LengthShaping.Unit.WORDS;

  @ParameterizedTest
  @CsvSource({"0, 0", "6, 0.2", "10, 1", "12, 0.6", "15, 0", "99, 0"})
  void theRewardFallsInALineAroundTheTarget(int length, double reward) {
    LengthShaping shaping = LengthShaping.target(CHARACTERS, 10, 5, LengthShaping.Curve.LINEAR);
    assertThat(shaping.reward("x".repeat(length), Map.of())).isCloseTo(reward, within(1e-12));
  }

  @Test
  void orAlongACosine() {
    LengthShaping shaping = LengthShaping.target(CHARACTERS, 10, 4, LengthShaping.Curve.COSINE);
    assertThat(shaping.reward("x".repeat(10), Map.of())).isEqualTo(1);
    assertThat(shaping.reward("x".repeat(12), Map.of())).isCloseTo(0.5, within(1e-12));
    assertThat(shaping.reward("x".repeat(9), Map.of()))
        .isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(shaping.reward("x".repeat(14), Map.of())).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "12, 1", "13, 0.75", "14, 0.5", "16, 0", "17, 0"})
  void theOverlongPenaltyOfDapoLessOneIsItsReward(int length, double reward) {
    LengthShaping shaping = LengthShaping.overlong(CHARACTERS, 16, 4);
    double penalty = length <= 12 ? 0 : length > 16 ? -1 : (12.0 - length) / 4;
    assertThat(shaping.reward("x".repeat(length), Map.of()))
        .isEqualTo(reward)
        .isEqualTo(1 + penalty);
  }

  @Test
  void withoutFalloffOnlyTheRangeIsWorthSomething() {
    LengthShaping shaping = new LengthShaping(WORDS, 2, 3, 0, LengthShaping.Curve.LINEAR);
    assertThat(shaping.reward("one", Map.of())).isZero();
    assertThat(shaping.reward(" one\n two\tthree ", Map.of())).isEqualTo(1);
    assertThat(shaping.judge("a b c d", Map.of()).reason())
        .isEqualTo("it has 4 words, 2 to 3 are wanted");
  }

  @Test
  void charactersAreCodePoints() {
    assertThat(CHARACTERS.count().applyAsInt("a𝄞é")).isEqualTo(3);
  }

  @Test
  void tokensAreCountedByWhoeverHasATokenizer() {
    LengthShaping.Unit tokens = new LengthShaping.Unit("tokens", text -> text.length() / 4);
    LengthShaping shaping = LengthShaping.target(tokens, 3, 2, LengthShaping.Curve.LINEAR);
    assertThat(shaping.reward("x".repeat(16), Map.of())).isEqualTo(0.5);
  }

  @Test
  void impossibleLengthsAreRefused() {
    assertThatThrownBy(() -> new LengthShaping(WORDS, 3, 2, 0, LengthShaping.Curve.LINEAR))
        .hasMessageContaining("least must lie in [0, most]");
    assertThatThrownBy(() -> LengthShaping.overlong(WORDS, 3, 4)).hasMessageContaining("least");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1",
    "one two, 1",
    "a b c, 1",
    "a b c a b c, 0.75", // abc bca cab abc
    "'A b\nC a B c', 0.75",
    "no no no no no, 0.3333333333"
  })
  void repeatedRunsOfWordsLowerTheReward(String text, double reward) {
    assertThat(new Repetition(3).reward(text, Map.of())).isCloseTo(reward, within(1e-9));
  }

  @Test
  void aTextThatOnlyRepeatsItselfEarnsNearlyNothing() {
    Verdict verdict = new Repetition(3).judge("ha ".repeat(100_002), Map.of());
    assertThat(verdict.reward()).isEqualTo(1e-5);
    assertThat(verdict.reason())
        .isEqualTo("99,999 of its 100,000 runs of 3 words were there before");
    assertThatThrownBy(() -> new Repetition(0)).hasMessageContaining("between 1 and 100");
  }
}
