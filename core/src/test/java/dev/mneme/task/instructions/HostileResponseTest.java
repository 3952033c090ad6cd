package dev.mneme.task.instructions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.task.Verdict;
import dev.mneme.task.instructions.InstructionFollowing.Reward;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Responses made to take long. What is quadratic in any of these shapes takes from minutes to days.
 */
@Timeout(300)
class HostileResponseTest {

  private static final int MEGABYTE = 1 << 20;

  private static final List<String> UNITS =
      List.of(
          " ",
          "\n",
          "*",
          "***",
          "* ",
          "[",
          "[]",
          "<<",
          ">>",
          "\"",
          ".",
          ". ",
          ". . ",
          "...",
          "a.",
          "a. ",
          "!",
          "?\" ",
          "'",
          "''",
          "' ",
          "a'",
          "-",
          "--",
          "- ",
          "\n- ",
          "\n*",
          "P.",
          "p. ",
          "Section ",
          "Section 1",
          "1",
          "1,",
          "a",
          "A",
          "A ",
          "CANNOT",
          " 'T",
          "{\"a\":",
          "[1,",
          "```",
          "\ud83d\ude00",
          "\ud83d",
          "\u0939\u093f",
          "\u00a0",
          "http://",
          "a@",
          "a\n\n",
          ".\u00a0",
          "\")",
          ".)   ");

  private static final Map<String, @Nullable Object> EVERYTHING = everything();

  private static Map<String, @Nullable Object> everything() {
    Map<String, Object> values =
        Map.ofEntries(
            Map.entry("keywords", List.of("a", "aaaaaaaaaaaaaaaaaaaaab", "'")),
            Map.entry("keyword", "aaaa"),
            Map.entry("frequency", 3L),
            Map.entry("relation", "at least"),
            Map.entry("forbidden_words", List.of("aab", "a a", "''")),
            Map.entry("letter", "z"),
            Map.entry("let_frequency", 3L),
            Map.entry("let_relation", "less than"),
            Map.entry("language", "en"),
            Map.entry("num_sentences", 3L),
            Map.entry("num_paragraphs", 3L),
            Map.entry("num_words", 3L),
            Map.entry("nth_paragraph", 2L),
            Map.entry("first_word", "a"),
            Map.entry("num_placeholders", 3L),
            Map.entry("postscript_marker", "P.P.S"),
            Map.entry("num_bullets", 3L),
            Map.entry("num_highlights", 3L),
            Map.entry("section_spliter", "Section"),
            Map.entry("num_sections", 3L),
            Map.entry("prompt_to_repeat", "repeat me"),
            Map.entry("end_phrase", "the end"),
            Map.entry("capital_frequency", 3L),
            Map.entry("capital_relation", "at least"));
    List<Object> kwargs = new ArrayList<>();
    for (String id : Instructions.ids()) {
      Map<String, Object> needed = new HashMap<>(values);
      needed.keySet().retainAll(Instructions.kwargs(id));
      kwargs.add(needed);
    }
    return Map.of("instruction_id_list", List.copyOf(Instructions.ids()), "kwargs", kwargs);
  }

  @Test
  void aLongResponseOfAnyOneShapeIsJudgedByEveryInstruction() {
    InstructionFollowing strict = new InstructionFollowing(Strictness.STRICT, Reward.SHARE);
    for (String unit : UNITS) {
      Verdict verdict = strict.judge(unit.repeat(MEGABYTE / 4 / unit.length()), EVERYTHING);
      assertThat(verdict.parts()).hasSize(25);
    }
  }

  @Test
  void aMegabyteIsJudgedInAllEightReadings() {
    String line = "Some *bold* words, [a] <<title>> and so on... \"Yes.\" CANNOT stop!\n";
    InstructionFollowing loose = new InstructionFollowing(Strictness.LOOSE, Reward.SHARE);
    Verdict verdict = loose.judge(line.repeat(MEGABYTE / line.length()), EVERYTHING);
    assertThat(verdict.parts()).hasSize(25);
  }

  @Test
  void anyMixtureOfTheShapesGetsAVerdict() {
    InstructionFollowing loose = new InstructionFollowing(Strictness.LOOSE, Reward.SHARE);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      StringBuilder text = new StringBuilder();
      random
          .ints(random.nextInt(60), 0, UNITS.size())
          .forEach(unit -> text.append(UNITS.get(unit)));
      Verdict verdict = loose.judge(text.toString(), EVERYTHING);
      assertThat(verdict.reward()).isBetween(0.0, 1.0);
      assertThat(verdict.reason()).hasSizeLessThan(400);
    }
  }

  @Test
  void thousandsOfKeywordsAreLookedForInOnePass() {
    List<String> words =
        IntStream.rangeClosed(1, 5_000).mapToObj(i -> "a".repeat(i % 200 + 1) + "b" + i).toList();
    String text = "a".repeat(MEGABYTE) + " " + String.join(" ", words);
    assertThat(new Keywords(words, false).check(text).followed()).isTrue();
    assertThat(new Keywords(words, true).check("a".repeat(MEGABYTE)).followed()).isTrue();
    assertThat(new Keywords(words, true).check(text).followed()).isFalse();
  }

  @Test
  void regularExpressionsInKeywordsStandForThemselves() {
    String evil = "(a+)+$";
    assertThat(new Keywords(List.of(evil), false).check("a".repeat(MEGABYTE) + "!").followed())
        .isFalse();
    assertThat(
            new Keywords(List.of(evil, "C++", "[", "\\"), false)
                .check("[ C++ \\ (A+)+$")
                .followed())
        .isTrue();
    assertThat(Counts.keyword("a.").applyAsLong("a. ab a.")).isEqualTo(2);
    assertThat(Counts.sections("S.").applyAsLong("S.1 Sx2")).isEqualTo(1);
  }

  @Test
  void jsonNestedAHundredThousandDeepOverflowsNothing() {
    String deep = "[".repeat(99_000) + "]".repeat(99_000);
    assertThat(PythonJson.isJson(deep)).isTrue();
    assertThat(PythonJson.isJson("[".repeat(MEGABYTE))).isFalse();
  }
}
