package dev.mneme.task.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.task.TextVerifier;
import dev.mneme.task.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What readers make of data, and what they say when data are not there or wrong. */
class ReadersTest {

  private static final TextVerifier NONE = (text, columns) -> Verdict.of(false, "never right");

  @TempDir Path data;

  @Test
  void gsm8kShowsTheExamplesThatTheHarnessDraws() {
    StringBuilder train = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      train.append("{\"question\": \"q%d\", \"answer\": \"a%d #### %d\"}\n".formatted(i, i, i));
    }
    write("gsm8k/train.jsonl", train.toString());
    write(
        "gsm8k/test.jsonl",
        """
        {"question": "How many?", "answer": "#### 1"}
        {"question": "How much?", "answer": "#### 2"}
        """);
    List<Item> items = Benchmarks.gsm8k(NONE).items(data, 2);
    // random.Random(1234): sample(range(100), 2) gives [99, 56], then [14, 0].
    assertThat(prompt(items.get(0)))
        .isEqualTo(
            "Question: q99\nAnswer: a99 #### 99\n\nQuestion: q56\nAnswer: a56 #### 56\n\n"
                + "Question: How many?\nAnswer:");
    assertThat(prompt(items.get(1)))
        .isEqualTo(
            "Question: q14\nAnswer: a14 #### 14\n\nQuestion: q0\nAnswer: a0 #### 0\n\n"
                + "Question: How much?\nAnswer:");
  }

  @Test
  void math500IsReadInBothItsForms() {
    write(
        "math500/math500.json",
        """
        [{"prompt": [{"from": "user", "value": "What is 1 + 1?"}], "final_answer": "2"},
         {"problem": "What is 2 + 2?", "answer": "4"}]
        """);
    List<Item> items = Benchmarks.math500(NONE).items(data);
    assertThat(prompt(items.get(0))).startsWith("What is 1 + 1?\nPlease reason");
    assertThat(((Item.Prompt) items.get(0)).columns()).containsEntry("answer", "2");
    assertThat(((Item.Prompt) items.get(1)).columns()).containsEntry("answer", "4");
  }

  @Test
  void toolsAreAskedForOncePerInstruction() {
    write(
        "toolalpaca/eval_real.json",
        """
        [{"Name": "Bell", "Description": "rings", "NLDocumentation": "ring: Rings.",
          "Instructions": ["Ring it.", "Ring it twice."],
          "Golden_Answers": [[{"Action": "ring", "Action_Input": "{}"}], []]}]
        """);
    List<Item> items = Benchmarks.toolAlpaca(NONE).items(data);
    assertThat(items).hasSize(2);
    assertThat(prompt(items.get(1))).contains("ring: Rings.").endsWith("Question: Ring it twice.");
  }

  @Test
  void chemistryListsItsChoices() {
    write(
        "sciknoweval/weights.jsonl",
        """
        {"prompt": {"default": "Choose."}, "question": "Which?", "answer": "", "answerKey": "B", "choices": {"text": ["1", "2"], "label": ["A", "B"]}, "details": {"task": "weights"}}
        {"prompt": {"default": "Balance."}, "question": "H2 + O2", "answer": "2H2 + O2", "answerKey": "", "choices": {"text": [], "label": []}, "details": {"task": "balance"}}
        """);
    List<Item> items = Benchmarks.sciKnowEval(NONE).items(data);
    assertThat(prompt(items.get(0))).isEqualTo("Which?\n\nA: 1\nB: 2");
    assertThat(((Item.Prompt) items.get(0)).columns()).containsEntry("answer", "B");
    assertThat(prompt(items.get(1))).isEqualTo("H2 + O2");
    assertThat(items.get(1).group()).isEqualTo("balance");
  }

  @ParameterizedTest
  @CsvSource({
    "'a [title] b', 'a. b'",
    "'  x [step] y  z ', 'x y z'",
    "'[header] How', ' How'",
  })
  void hellaswagLosesItsMarks(String text, String expected) {
    assertThat(Hellaswag.cleaned(text)).isEqualTo(expected);
  }

  @Test
  void aMissingFolderSaysWhatItShouldHoldAndWhereItIsFrom() {
    requireLine(0, "there is no such folder", "huggingface.co/datasets/Rowan/hellaswag", "--data");
  }

  @Test
  void aFolderWithoutTheFileSaysWhichItShouldBe() {
    write("hellaswag/train.jsonl", "{}\n");
    requireLine(0, "no file of rows with \"val\" in its name");
  }

  @Test
  void aWrongColumnIsNamedWithItsPlaceAndTheNearest() {
    write("hellaswag/val.jsonl", "{\"query\": \"a\", \"choicse\": [\"b\"], \"gold\": 0}\n");
    requireLine(0, "val.jsonl:1", "\"choices\"", "Is it \"choicse\"? Rename it.");
  }

  @Test
  void wrongValuesAreNamed() {
    write("hellaswag/val.jsonl", "{\"query\": \"a\", \"choices\": [\"b\", \"c\"], \"gold\": 2}\n");
    requireLine(0, "val.jsonl:1", "\"gold\"", "between 0 and 1");
    write(
        "winogrande/val.jsonl",
        "{\"sentence\": \"no gap\", \"option1\": \"a\", \"option2\": \"b\", \"answer\": \"1\"}\n");
    requireLine(4, "\"sentence\"", "must have a gap");
    write("mmlu/test/anatomie_test.csv", "q,a,b,c,d,A\n");
    requireLine(1, "anatomie is not a subject");
  }

  @Test
  void mmluNeedsTheExamplesItShows() {
    write("mmlu/test/anatomy_test.csv", "q,a,b,c,d,A\n");
    write("mmlu/dev/anatomy_dev.csv", "q,a,b,c,d,A\n");
    requireLine(1, "5 examples are to be shown, but there are 1");
  }

  @Test
  void asManyExamplesAsThereAreNotAreRefused() {
    assertThatThrownBy(() -> Benchmarks.byLikelihood().getFirst().items(data, 3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("shows at most 0 solved examples, not 3");
  }

  @Test
  void aVerdictsPartsAreMetricsToo() {
    Benchmark benchmark =
        Benchmarks.gsm8k((text, columns) -> new Verdict(0.5, "half", Map.of("form", 1.0)));
    Item item = new Item.Prompt("1", "", "", "Say a.", List.of(), 3, Map.of());
    ItemResult result = benchmark.judge(item, new Answer.Response("a", 1, true));
    assertThat(result.metrics())
        .containsEntry("exact_match", new Metric(0.5))
        .containsEntry("form", new Metric(1));
    assertThat(result.toColumns()).containsEntry("response", "a").containsEntry("reason", "half");
  }

  @Test
  void instructionsAreCountedByPromptAndOneByOneStrictlyAndLoosely() {
    Benchmark benchmark =
        Benchmarks.ifEval(
            (text, columns) -> new Verdict(0, "strict", Map.of("a", 1.0, "b", 0.0, "c", 0.0)),
            (text, columns) -> new Verdict(0, "loose", Map.of("a", 1.0, "b", 1.0, "c", 1.0)));
    Item item = new Item.Prompt("1", "", "", "Say a.", List.of(), 3, Map.of());
    ItemResult result = benchmark.judge(item, new Answer.Response("a", 1, true));
    assertThat(result.metrics())
        .containsExactly(
            Map.entry("prompt_level_strict_acc", new Metric(0)),
            Map.entry("inst_level_strict_acc", new Metric(1.0 / 3, 3)),
            Map.entry("prompt_level_loose_acc", new Metric(1)),
            Map.entry("inst_level_loose_acc", new Metric(1, 3)));
    assertThat(result.reason()).isEqualTo("strict");
  }

  private void requireLine(int benchmark, String... parts) {
    assertThatThrownBy(() -> Benchmarks.byLikelihood().get(benchmark).items(data))
        .isInstanceOf(InputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  private static String prompt(Item item) {
    return ((Item.Prompt) item).prompt();
  }

  private void write(String name, String text) {
    Path file = data.resolve(name);
    try {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
