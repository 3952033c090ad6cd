package dev.mneme.task.instructions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.task.Verdict;
import dev.mneme.task.instructions.InstructionFollowing.Reward;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstructionFollowingTest {

  private static final InstructionFollowing SHARE =
      new InstructionFollowing(Strictness.STRICT, Reward.SHARE);
  private static final InstructionFollowing ALL =
      new InstructionFollowing(Strictness.STRICT, Reward.ALL);
  private static final InstructionFollowing LOOSE =
      new InstructionFollowing(Strictness.LOOSE, Reward.ALL);

  private static Map<String, @Nullable Object> row(Object... idsAndKwargs) {
    List<Object> all = Arrays.asList(idsAndKwargs);
    return Map.of(
        "instruction_id_list", all.subList(0, all.size() / 2),
        "kwargs", all.subList(all.size() / 2, all.size()));
  }

  private static final Map<String, @Nullable Object> THREE =
      row(
          "punctuation:no_comma",
          "length_constraints:number_words",
          "detectable_format:title",
          Map.of(),
          Map.of("num_words", 4L, "relation", "at least"),
          Map.of());

  @Test
  void theRewardIsTheShareOfInstructionsFollowedOrAllOrNothing() {
    assertThat(SHARE.judge("one, two three four", THREE).reward()).isEqualTo(1 / 3.0);
    assertThat(ALL.judge("one, two three four", THREE).reward()).isZero();
    assertThat(ALL.judge("<<One>> two three four", THREE).reward()).isEqualTo(1);
  }

  @Test
  void theReasonNamesTheFirstInstructionBrokenAndWhy() {
    assertThat(SHARE.judge("<<One>> two three", THREE).reason())
        .isEqualTo(
            "2 of 3 instructions are followed, not length_constraints:number_words: 3 words, at least 4 wanted");
    assertThat(SHARE.judge("<<One>> two three four", THREE).reason())
        .isEqualTo("all instructions are followed");
    assertThat(SHARE.judge(" \n", THREE).reason()).endsWith("the response is blank");
  }

  @Test
  void eachInstructionIsAPartAlsoWhereAnIdComesTwice() {
    Verdict verdict =
        SHARE.judge(
            "war and war",
            row(
                "keywords:frequency",
                "keywords:frequency",
                Map.of("keyword", "war", "frequency", 2L, "relation", "at least"),
                Map.of("keyword", "war", "frequency", 2L, "relation", "less than")));
    assertThat(verdict.parts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("keywords:frequency", 1.0, "keywords:frequency #2", 0.0));
  }

  @Test
  void looseVerdictsForgiveFirstAndLastLinesAndAsterisks() {
    Map<String, @Nullable Object> quoted = row("startend:quotation", Map.of());
    for (String text :
        List.of(
            "Sure!\n\"x\"", "\"x\"\nBye", "Sure!\n\"x\"\nBye", "*\"x\"*", "Sure!\n*\"x\"*\nBye")) {
      assertThat(ALL.judge(text, quoted).reward()).as(text).isZero();
      assertThat(LOOSE.judge(text, quoted).reward()).as(text).isEqualTo(1);
    }
    assertThat(LOOSE.judge("Sure!\nReally!\n\"x\"", quoted).reward()).isZero();
  }

  @Test
  void ratesAreTakenByPromptAndByInstruction() {
    List<Verdict> verdicts =
        List.of(SHARE.judge("<<One>> two three four", THREE), SHARE.judge("a, b", THREE));
    FollowingRates rates = FollowingRates.of(verdicts);
    assertThat(rates.prompts()).isEqualTo(0.5);
    assertThat(rates.instructions()).isEqualTo(3 / 6.0);
  }

  @Test
  void nullsInKwargsCountAsAbsentSoThatTablesCanBeRead() {
    Map<String, @Nullable Object> kwargs = new HashMap<>();
    kwargs.put("num_words", 2.0);
    kwargs.put("relation", "less than");
    kwargs.put("keywords", null);
    assertThat(
            ALL.judge(
                    "one",
                    row(
                        "length_constraints:number_words",
                        "punctuation:no_comma",
                        kwargs,
                        (Object) Map.of()))
                .reward())
        .isEqualTo(1);
  }

  @Test
  void whatIsWrongWithARowIsOneLine() {
    refuses(Map.of(), "the row has no list \"instruction_id_list\"");
    refuses(row(), "0 entries in instruction_id_list and 0 in kwargs");
    refuses(
        Map.of("instruction_id_list", List.of("punctuation:no_comma"), "kwargs", List.of()),
        "1 entries in instruction_id_list and 0 in kwargs");
    refuses(row(3L, Map.of()), "the row has 3 in instruction_id_list");
    refuses(row("punctuation:no_comma", "none"), "the row has \"none\" in kwargs");
    refuses(
        row("punctuation:no_coma", Map.of()),
        "unknown instruction \"punctuation:no_coma\". Did you mean \"punctuation:no_comma\"?");
    refuses(row("x".repeat(3_000_000), Map.of()), "Known are keywords:existence");
    refuses(
        row("length_constraints:number_words", Map.of("num_word", 3L, "relation", "at least")),
        "unknown key \"num_word\" in kwargs of the instruction length_constraints:number_words. Did"
            + " you mean \"num_words\"?");
    refuses(
        row("length_constraints:number_words", Map.of("relation", "at least")),
        "the instruction length_constraints:number_words needs num_words in kwargs, but the row has"
            + " only [relation]");
    refuses(
        row("length_constraints:number_words", Map.of("num_words", 3L, "relation", "at most")),
        "needs \"less than\" or \"at least\" as relation in kwargs, but the row has \"at most\"");
    refuses(
        row("detectable_format:number_bullet_lists", Map.of("num_bullets", 2.5)),
        "needs a whole number of at least 0 as num_bullets in kwargs, but the row has 2.5");
    refuses(
        row("keywords:existence", Map.of("keywords", List.of("a", ""))),
        "needs a list of texts as keywords in kwargs, but the row has \"\"");
    refuses(
        row("language:response_language", Map.of("language", "xx")), "one of the languages af, ar");
    refuses(
        row(
            "length_constraints:nth_paragraph_first_word",
            Map.of("num_paragraphs", 2L, "nth_paragraph", 3L, "first_word", "it")),
        "needs at most num_paragraphs as nth_paragraph in kwargs, but the row has 3");
    refuses(
        row("detectable_content:postscript", Map.of("postscript_marker", "P".repeat(1_001))),
        "needs at most 1,000 characters as postscript_marker in kwargs, but the row has 1001");
  }

  private static void refuses(Map<String, @Nullable Object> columns, String words) {
    assertThatThrownBy(() -> ALL.judge("text", columns))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words)
        .hasMessageMatching(".{20,2000}\\.|.*\\?");
  }
}
