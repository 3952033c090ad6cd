package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and spans in common. */
class OverlapTest {

  private static final TokenOverlap F1 = new TokenOverlap("answer", TokenOverlap.Measure.F1);
  private static final SpanOverlap SPANS = new SpanOverlap("answer");

  @Test
  void wordsAreSquadsWords() {
    assertThat(TokenOverlap.words("The  U.S.A.'s an  answer,\n\"A\" THEATRE a-b"))
        .containsExactly("usas", "answer", "theatre", "ab");
    assertThat(TokenOverlap.words("—  straße\u00a0\u2003x")).containsExactly("—", "straße", "x");
    assertThat(TokenOverlap.words("the, a; an!")).isEmpty();
  }

  @Test
  void sharesAreCountedWithWordsAsOftenAsInBoth() {
    Verdict verdict = F1.judge("the red red fox ran", Map.of("answer", "a red fox, red, red dog"));
    assertThat(verdict.parts().get("precision"))
        .isEqualTo(3 / 4.0); // red red fox of red red fox ran
    assertThat(verdict.parts().get("recall")).isEqualTo(3 / 5.0);
    assertThat(verdict.reward()).isEqualTo(2 * 3 / 9.0);
    assertThat(verdict.parts().get("jaccard")).isEqualTo(2 / 4.0);
    assertThat(verdict.reason()).contains("\"a red fox, red, red dog\"").contains("f1 0.667");
  }

  @Test
  void everyMeasureCanBeTheReward() {
    for (TokenOverlap.Measure measure : TokenOverlap.Measure.values()) {
      Verdict verdict =
          new TokenOverlap("answer", measure).judge("one two", Map.of("answer", "two three four"));
      double wanted =
          switch (measure) {
            case F1 -> 0.4;
            case PRECISION -> 0.5;
            case RECALL -> 1 / 3.0;
            case JACCARD -> 0.25;
          };
      assertThat(verdict.reward()).isEqualTo(wanted);
    }
  }

  @Test
  void theNearestOfSeveralAnswersCounts() {
    Verdict verdict = F1.judge("Rome", Map.of("answer", List.of("Paris", "Rome, Italy", "Oslo")));
    assertThat(verdict.reward()).isEqualTo(2 / 3.0);
    assertThat(verdict.reason()).contains("\"Rome, Italy\"");
  }

  @Test
  void withoutWordsOnlyNothingIsEqualToNothing() {
    assertThat(F1.reward("the", Map.of("answer", "a"))).isEqualTo(1);
    assertThat(F1.reward("", Map.of("answer", "x"))).isZero();
    assertThat(F1.reward("x", Map.of("answer", ""))).isZero();
  }

  @Test
  void thoughtsAreNotCompared() {
    assertThat(F1.reward("<think>Paris? Oslo?</think> Rome", Map.of("answer", "Rome")))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'[0, 10]', '[5, 15]', 0.3333333333",
    "'[5,15]', '[5, 15]', 1",
    "'[0, 5]', '[5, 15]', 0",
    "'[0, 2] and [4, 6]', '[[0, 6]]', 0.6666666667",
    "'[0, 4], [2, 6], [2, 3]', '[0, 6]', 1",
    "'[10, 0]', '[0, 10]', 0",
    "'none', '[0, 10]', 0",
    "'from [1.5, 2.5]', '[1, 2]', 0.3333333333",
    "'[-2, 0]', '[-1, 0]', 0.5",
    "'[0, 1] <answer>[5, 15]</answer> [3, 4]', '[5, 15]', 1",
    "'<think>[0, 99]</think> [5, 15]', '[5, 15]', 1",
    "'[0, 0, 2, 2]', '[1, 1, 3, 3]', 0.1428571429",
    "'[0, 0, 2, 2]', '[0, 0, 2, 2]', 1",
    "'[0, 0, 2, 1], [0, 1, 2, 2]', '[[0, 0, 2, 2]]', 1",
    "'[0, 10]', '[0, 0, 2, 2]', 0",
    "'[7, 7]', '[7, 7]', 1",
    "'[7, 8]', '[7, 7]', 0"
  })
  void spansAndBoxesAreComparedByWhatTheyCover(String text, String answer, double iou) {
    Verdict verdict = SPANS.judge(text, Map.of("answer", answer));
    assertThat(verdict.reward()).isCloseTo(iou, within(1e-9));
    assertThat(verdict.parts().get("iou")).isEqualTo(verdict.reward());
  }

  @Test
  void spansComeAsNumbersTooAndPrecisionAndRecallAreParts() {
    Map<String, Object> row = Map.of("answer", List.of(List.of(0, 10), List.of(20L, 30.0)));
    Verdict verdict = SPANS.judge("[5, 10], [40, 45]", row);
    assertThat(verdict.parts())
        .containsEntry("precision", 0.5)
        .containsEntry("recall", 0.25)
        .containsEntry("iou", 0.2);
    assertThat(verdict.reason())
        .isEqualTo("2 spans cover 0.200 of what they and the right ones cover");
  }

  @Test
  void pointingAtEverythingEarnsLittle() {
    assertThat(SPANS.reward("[0, 999999]", Map.of("answer", "[5, 15]"))).isLessThan(1e-4);
  }

  @Test
  void manySpansAndDigitsAreReadWithinLimits() {
    Map<String, Object> row = Map.of("answer", "[0, 0, 2, 2]");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      many.append("[%d,%d,%d,%d]".formatted(i, i, 2 * i, 3 * i));
    }
    assertThat(SPANS.judge(many.toString(), row).reason()).startsWith("64 boxes");
    assertThat(SPANS.reward("[" + "1".repeat(500_000), row)).isZero();
    assertThat(SPANS.reward("[1,".repeat(200_000), row)).isZero();
  }

  @Test
  void aRowWithoutSpansIsRefused() {
    assertThatThrownBy(() -> SPANS.reward("[1, 2]", Map.of("answer", "here")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no [start, end]");
  }
}
