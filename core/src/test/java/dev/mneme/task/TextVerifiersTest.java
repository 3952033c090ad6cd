package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextVerifiersTest {

  @ParameterizedTest
  @CsvSource({"' 42\n', 42, 1", "42., 42, 0", "'', 42, 0", "Yes, yes, 0"})
  void theWholeTextIsTheAnswer(String text, String answer, double reward) {
    assertThat(new ExactMatch("answer").reward(text, Map.of("answer", answer))).isEqualTo(reward);
  }

  @ParameterizedTest
  @CsvSource({
    "'It is 3, no: 72 apples', 72, 1",
    "'1,234.50', '... so #### 1234.5', 1",
    "'-7', 7, 0",
    "'x = -7', -7, 1",
    "'79-7', 7, 1",
    "'1234,567', 567, 1",
    "'none', 7, 0",
    "'x = 007', 7, 1"
  })
  void theLastNumbersAreEqualAsNumbers(String text, String answer, double reward) {
    assertThat(new NumberMatch("answer").reward(text, Map.of("answer", answer))).isEqualTo(reward);
  }

  @Test
  void aNumberInARowIsAnAnswerToo() {
    assertThat(new NumberMatch("n").reward("5.0", Map.of("n", 5L))).isEqualTo(1);
    assertThat(new ExactMatch("n").reward("5", Map.of("n", 5L))).isEqualTo(1);
  }

  @Test
  void aPatternIsFoundAndItsGroupIsTheAnswer() {
    PatternMatch format = new PatternMatch(Pattern.compile("<think>.+</think>"), "answer");
    assertThat(format.reward("<think>hm</think>", Map.of())).isEqualTo(1);
    assertThat(format.reward("hm", Map.of())).isEqualTo(0);
    PatternMatch boxed = new PatternMatch(Pattern.compile("\\\\boxed\\{(.*?)\\}"), "answer");
    assertThat(boxed.reward("\\boxed{1} or \\boxed{ 2 }", Map.of("answer", "2"))).isEqualTo(1);
    assertThat(boxed.reward("\\boxed{2} or \\boxed{1}", Map.of("answer", "2"))).isEqualTo(0);
    assertThat(boxed.reward("2", Map.of("answer", "2"))).isEqualTo(0);
  }

  @Test
  void everyVerdictSaysWhatWasFoundAndWhatWasWanted() {
    Map<String, Object> row = Map.of("answer", "7");
    assertThat(new ExactMatch("answer").judge("8", row).reason()).isEqualTo("it is not \"7\"");
    assertThat(new NumberMatch("answer").judge("so 8", row).reason())
        .isEqualTo("its last number is 8, 7 is wanted");
    assertThat(new PatternMatch(Pattern.compile("#(.)"), "answer").judge("#8", row).reason())
        .isEqualTo("the pattern finds \"8\", \"7\" is wanted");
    assertThat(new ExactMatch("answer").judge("8", Map.of("answer", "7".repeat(99))).reason())
        .hasSizeLessThan(80);
  }

  @Test
  void aVerdictLiesBetweenNothingAndEverything() {
    assertThatThrownBy(() -> Verdict.of(1.5, "too much")).hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> Verdict.of(Double.NaN, "nothing")).hasMessageContaining("[0, 1]");
    assertThatThrownBy(() -> new Verdict(1, "all", Map.of("a", -1.0))).hasMessageContaining("a");
  }

  @Test
  void aRowWithoutTheAnswerIsRefused() {
    assertThatThrownBy(() -> new ExactMatch("answer").reward("a", Map.of("other", 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column \"answer\"");
    assertThatThrownBy(() -> new NumberMatch("answer").reward("1", Map.of("answer", "one")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no number");
  }

  @Test
  void aPatternThatWouldTakeForEverIsGivenUp() {
    Verdict tries =
        new PatternMatch(Pattern.compile("(a+)+b"), "answer").judge("a".repeat(5000), Map.of());
    assertThat(tries).isEqualTo(Verdict.of(false, "the pattern takes too long on this text"));
    Verdict deep =
        new PatternMatch(Pattern.compile("(x|y|\\n)*z"), "answer")
            .judge("xy".repeat(500_000), Map.of());
    assertThat(deep.reward()).isZero();
  }
}
