package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipleChoiceTest {

  private static final MultipleChoice LETTERS = new MultipleChoice("answer", "");
  private static final MultipleChoice TEXTS = new MultipleChoice("answer", "options");
  private static final Map<String, Object> ROW =
      Map.of("answer", "B", "options", List.of("A man", "Rome", "Rome and Paris", "an oak"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "B",
        " B.\n",
        "(B)",
        "**B**",
        "Answer: B",
        "answer: (B)",
        "**Answer:** B",
        "**Final Answer**: **(B)** Rome",
        "Answer:\nB",
        "The answer is B",
        "The answer is B, as it has to be.",
        "The correct answer is: B because A is wrong",
        "the correct option is **B**",
        "The correct answer should be option B.",
        "So \\boxed{B}",
        "So \\boxed{\\text{B}}.",
        "$\\boxed{(B)}$",
        "<answer>B</answer>",
        "<answer> (B) </answer>",
        "<answer>\\boxed{B}</answer>",
        "<answer>The answer is B</answer>",
        "The answer is A. No, wait: the answer is B.",
        "\\boxed{A} is too quick; \\boxed{B}",
        "<answer>A</answer> or rather <answer>B</answer>",
        "It is not (A), so it must be (B)",
        "Let me see.\nB) Rome",
        "Let me see.\n\nB\n",
        "<think>The answer is C</think>\nThe answer is B",
        "The answer is a matter of taste. Answer: B"
      })
  void theLetterIsReadInTheShapesModelsWrite(String text) {
    assertThat(LETTERS.judge(text, ROW)).extracting(Verdict::reward).isEqualTo(1.0);
    assertThat(TEXTS.judge(text, ROW)).extracting(Verdict::reward).isEqualTo(1.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A man walks into Rome",
        "The answer is A man",
        "The answer is A man walks. ",
        "the answer is I do not know",
        "The answer is A's brother",
        "The answer is A-priori clear",
        "The answer is A.I. of course",
        "\\boxed{Amsterdam}",
        "Answer: Amsterdam",
        "Answer: a",
        "A. Einstein said so"
      })
  void wordsThatBeginWithALetterAreNoAnswer(String text) {
    Verdict verdict = LETTERS.judge(text, Map.of("answer", "A"));
    assertThat(verdict.reward()).isZero();
    assertThat(LETTERS.judge(text, Map.of("answer", "I")).reward()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The answer is B or C",
        "Answer: A, B",
        "\\boxed{B, C}",
        "\\boxed{A or B}",
        "<answer>A and B</answer>",
        "<answer>A/B</answer>",
        "The answer is B. Or rather, the answer is (C)",
        "\\boxed{B} \\boxed{none}"
      })
  void severalLettersAtOnceOrAnotherOneLaterAreNotTheAnswer(String text) {
    assertThat(LETTERS.reward(text, ROW)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Rome",
        "rome.",
        "The answer is Rome.",
        "Answer: **Rome**",
        "\\boxed{Rome}",
        "B. Rome",
        "<answer>Rome</answer>",
        "\\boxed{\\text{B}}"
      })
  void anOptionsTextStandsForItsLetter(String text) {
    assertThat(TEXTS.reward(text, ROW)).isEqualTo(1);
    Map<String, Object> byText = Map.of("answer", "rome", "options", ROW.get("options"));
    assertThat(TEXTS.reward(text, byText)).isEqualTo(1);
  }

  @Test
  void theLongestOptionsTextCounts() {
    assertThat(TEXTS.reward("The answer is Rome and Paris.", ROW)).isZero();
    Map<String, Object> third = Map.of("answer", "C", "options", ROW.get("options"));
    assertThat(TEXTS.reward("The answer is Rome and Paris.", third)).isEqualTo(1);
    Map<String, Object> first = Map.of("answer", "A", "options", ROW.get("options"));
    assertThat(TEXTS.reward("The answer is A man.", first)).isEqualTo(1);
  }

  @Test
  void aLetterWithoutAnOptionIsNone() {
    assertThat(TEXTS.judge("The answer is E.", ROW).reason())
        .isEqualTo("it chooses nothing, B is wanted");
  }

  @Test
  void optionsComeAsAListOrWithTheirLabels() {
    Map<String, Object> labelled =
        Map.of(
            "answer",
            "B",
            "options",
            Map.of("label", List.of("A", "B"), "text", List.of("Oslo", "Rome")));
    assertThat(TEXTS.reward("Rome", labelled)).isEqualTo(1);
    assertThat(TEXTS.reward("Oslo", labelled)).isZero();
  }

  @Test
  void reasonsSayWhatIsChosenAndWhatIsWanted() {
    assertThat(LETTERS.judge("(C)", ROW).reason()).isEqualTo("it chooses C, B is wanted");
    assertThat(LETTERS.judge("\\boxed{A or B}", ROW).reason())
        .isEqualTo("it chooses \"A or B}\", B is wanted");
  }

  @Test
  void rowsThatCannotBeJudgedAreRefused() {
    assertThatThrownBy(() -> LETTERS.reward("B", Map.of("answer", "Rome")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the letter or the text of no option");
    assertThatThrownBy(() -> TEXTS.reward("B", Map.of("answer", "E", "options", List.of("x"))))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> TEXTS.reward("B", Map.of("answer", "A", "options", "x")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"answer is ", "(A", "\\boxed{", "<answer>", " * ", "A)", "Answer:\n"})
  void longHostileTextsAreJudgedAtOnce(String piece) {
    assertThat(LETTERS.judge(piece.repeat(50_000), ROW).reward()).isBetween(0.0, 1.0);
  }
}
