package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a text, its length, its repetitions. */
class FormatTest {

  private static final List<String> TAGS = List.of("think", "answer");
  private static final TagFormat TAGGED = new TagFormat(TAGS, false);
  private static final TagFormat GRADED = new TagFormat(TAGS, true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>hm</think><answer>7</answer>",
        "\n<think>\nhm </think>\n\n<answer> 7</answer>\n"
      })
  void theFormIsKept(String text) {
    assertThat(TAGGED.judge(text, Map.of()))
        .isEqualTo(new Verdict(1, "it keeps the form", GRADED.judge(text, Map.of()).parts()));
    assertThat(GRADED.reward(text, Map.of())).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 0 | <think>…</think> is not there exactly once",
        "<answer>7</answer><think>hm</think> | 0.5 | its tags do not follow each other in order",
        "<think>hm</think><answer>7</answer>. | 0.75 | something stands outside its tags",
        "Well. <think>hm</think><answer>7</answer> | 0.75 | something stands outside its tags",
        "<think>hm</think> so <answer>7</answer> | 0.75 | something stands outside its tags",
        "<think> </think><answer>7</answer> | 0.875 | <think> is empty",
        "<think>hm</think><answer>7</answer><answer>8</answer> | 0.25 | <answer>…</answer> is not there exactly once",
        "<think>hm<answer>7</answer></think> | 0.5 | its tags do not follow each other in order",
        "<think>hm<answer></think>7</answer> | 0.5 | its tags do not follow each other in order",
        "<think>hm</think><answer>7 | 0.25 | <answer>…</answer> is not there exactly once",
        "</think>hm<think> | 0 | <think>…</think> is not there exactly once"
      })
  void everythingElseIsNotTheForm(String text, double graded, String reason) {
    Verdict verdict = TAGGED.judge(text, Map.of());
    assertThat(verdict.reward()).isZero();
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(GRADED.reward(text, Map.of())).isEqualTo(graded);
  }

  @Test
  void tagsAreNamesAndDifferent() {
    assertThatThrownBy(() -> new TagFormat(List.of(), false)).hasMessageContaining("1 to 32");
    assertThatThrownBy(() -> new TagFormat(List.of("a", "a"), false)).hasMessageContaining("1 to");
    assertThatThrownBy(() -> new TagFormat(List.of("<a>"), false)).hasMessageContaining("brackets");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<think>hm</think> 7 | false | 1 | it thinks, then answers",
        "hm</think> 7 | true | 1 | it thinks, then answers",
        "<think>hm</think> 7 | true | 0 | it does not open its thought once, at the beginning",
        "hm</think> 7 | false | 0 | it does not open its thought once, at the beginning",
        "So <think>hm</think> 7 | false | 0 | it does not open its thought once, at the beginning",
        "<think>h<think>m</think> 7 | false | 0 | it does not open its thought once, at the beginning",
        "<think>hm</think> 7 <think>x</think> 8 | false | 0 | it does not open its thought once, at the beginning",
        "<think>hm</think> 7 </think> 8 | false | 0 | it does not close a thought exactly once",
        "<think> </think> 7 | false | 0 | it does not close a thought exactly once",
        "<think>hm 7 | false | 0 | it does not close a thought exactly once",
        "<think>hm</think> | false | 0 | nothing follows its thought"
      })
  void aThoughtComesFirstAndOnce(String text, boolean opened, double reward, String reason) {
    Verdict verdict = new ThinkFormat(opened, false).judge(text, Map.of());
    assertThat(verdict.reward()).isEqualTo(reward);
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.parts()).containsOnlyKeys("opens", "closes", "answers");
  }

  @Test
  void aGradedThoughtCountsItsParts() {
    assertThat(new ThinkFormat(false, true).reward("<think>hm", Map.of())).isEqualTo(1 / 3.0);
    assertThat(new ThinkFormat(false, true).reward("", Map.of())).isZero();
  }

  @Test
  void hostileFormsAreJudgedAtOnce() {
    for (String piece : List.of("<think>", "</think>", "<think></think>", "<", "<answer")) {
      assertThat(TAGGED.reward(piece.repeat(200_000), Map.of())).isZero();
      assertThat(new ThinkFormat(false, false).reward(piece.repeat(200_000), Map.of())).isZero();
    }
  }
}
