package dev.mneme.task.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.InputException;
import dev.mneme.task.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallMatchTest {

  private static final ToolCallMatch ORDERED = new ToolCallMatch("answer", "", true, false);
  private static final ToolCallMatch ANY_ORDER = new ToolCallMatch("answer", "", false, false);
  private static final ToolCallMatch GRADED = new ToolCallMatch("answer", "", true, true);

  private static final Map<String, Object> ONE =
      Map.of(
          "answer",
          List.of(
              Map.of(
                  "name",
                  "bookTable",
                  "arguments",
                  Map.of("place", "Chez Zoé", "seats", 4, "tags", List.of("quiet", 1.5)))));
  private static final Map<String, Object> TWO =
      Map.of(
          "answer",
          """
          [{"Action": "findFerry", "Action_Input": "{\\"from\\": \\"Kiel\\"}"},
           {"Action": "payFerry", "Action_Input": "{\\"id\\": 7}"}]\
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}}",
        "Sure:\n```json\n[{\"name\": \"bookTable\", \"parameters\": {\"seats\": 4.0, \"place\": \" Chez Zoe\u0301\", \"tags\": [\"quiet\", 15e-1]}}]\n```\nDone.",
        "<tool_call>\n{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.50]}}\n</tool_call>",
        "<think>{\"name\": \"no\", \"arguments\": {}}</think><tool_call>{\"name\": \"bookTable\", \"arguments\": \"{\\\"seats\\\": 4, \\\"place\\\": \\\"Chez Zoé\\\", \\\"tags\\\": [\\\"quiet\\\", 1.5]}\"}</tool_call> I called {x} and [y].",
        "{\"content\": null, \"tool_calls\": [{\"id\": \"1\", \"type\": \"function\", \"function\": {\"name\": \"bookTable\", \"arguments\": \"{\\\"seats\\\": 4, \\\"place\\\": \\\"Chez Zoé\\\", \\\"tags\\\": [\\\"quiet\\\", 1.5]}\"}}]}",
        "Thought: book it\nAction: bookTable\nAction Input: {\"seats\": 4,\n \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}\nObservation: ok",
        "**Action:** bookTable\n**Action Input:** {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}",
        "[{\"Action\": \"bookTable\", \"Action_Input\": \"{\\\"seats\\\": 4, \\\"place\\\": \\\"Chez Zoé\\\", \\\"tags\\\": [\\\"quiet\\\", 1.5]}\"}]",
        "[TOOL_CALLS] [{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}}]"
      })
  void callsAreReadInTheShapesModelsWrite(String text) {
    assertThat(ORDERED.judge(text, ONE))
        .isEqualTo(
            new Verdict(
                1,
                "it makes the calls that are wanted",
                Map.of("name", 1.0, "arguments", 1.0, "order", 1.0, "extra", 1.0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no call at all | it calls nothing | 0 | 0 | 0",
        "{\"name\": \"bookTabel\", \"arguments\": {}} | it calls \"bookTabel\" where \"bookTable\" is wanted | 0 | 0 | 0",
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"tags\": [\"quiet\", 1.5]}} | bookTable: the argument \"place\" is missing | 1 | 0 | 1",
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": 5, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}} | bookTable: the argument \"seats\" is 5, 4 is wanted | 1 | 0 | 1",
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": \"4\", \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}} | bookTable: the argument \"seats\" is \"4\", 4 is wanted | 1 | 0 | 1",
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [1.5, \"quiet\"]}} | bookTable: the argument \"tags\" is [1.5,\"quiet\"], [\"quiet\",1.5] is wanted | 1 | 0 | 1",
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5], \"dog\": true}} | bookTable: the argument \"dog\" is not wanted | 1 | 0 | 1",
        "{\"name\": \"bookTable\", \"arguments\": \"four at Zoé's\"} | bookTable: its arguments are no JSON object: \"\"four at Zoé's\"\" | 1 | 0 | 1",
        "{\"name\": \"bookTable\"} | it calls nothing | 0 | 0 | 0",
        "[{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"Chez Zoé\", \"tags\": [\"quiet\", 1.5]}} | its JSON is broken: \"[{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"place\": \"C…\" | 0 | 0 | 0",
        "{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"seats\": 4}} | its JSON is broken: \"{\"name\": \"bookTable\", \"arguments\": {\"seats\": 4, \"seats\": 4}}\" | 0 | 0 | 0",
        "[{'name': 'bookTable', 'arguments': {}}] | its JSON is broken: \"[{'name': 'bookTable', 'arguments': {}}]\" | 0 | 0 | 0",
        "<tool_call>{\"name\": \"bookTable\"}</tool_call> | a <tool_call> lacks name or arguments: \"{\"name\": \"bookTable\"}\" | 0 | 0 | 0",
        "<tool_call>{\"name\": \"bookTable\", \"arguments\": {} | a <tool_call> is not closed | 0 | 0 | 0",
        "<tool_call>bookTable()</tool_call> | a <tool_call> is no JSON: \"bookTable()\" | 0 | 0 | 0",
        "Action: bookTable | Action: bookTable has no Action Input | 0 | 0 | 0"
      })
  void theFirstDifferenceIsNamed(
      String text, String reason, double name, double arguments, double extra) {
    Verdict verdict = ORDERED.judge(text, ONE);
    assertThat(verdict.reward()).isZero();
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.parts())
        .containsEntry("name", name)
        .containsEntry("arguments", arguments)
        .containsEntry("extra", extra);
  }

  private static String ferry(String from) {
    return "{\"name\": \"findFerry\", \"arguments\": {\"from\": \"%s\"}}\n".formatted(from);
  }

  private static final String PAY = "{\"name\": \"payFerry\", \"arguments\": {\"id\": 7}}\n";

  @Test
  void severalCallsAreComparedAsAWhole() {
    assertThat(ORDERED.reward(ferry("Kiel") + PAY, TWO)).isEqualTo(1);
    assertThat(ORDERED.judge(PAY + ferry("Kiel"), TWO))
        .isEqualTo(
            new Verdict(
                0,
                "it makes the right calls in another order: payFerry, findFerry",
                Map.of("name", 1.0, "arguments", 1.0, "order", 0.5, "extra", 1.0)));
    assertThat(ANY_ORDER.reward(PAY + ferry("Kiel"), TWO)).isEqualTo(1);
    assertThat(ANY_ORDER.judge(PAY, TWO).parts()).doesNotContainKey("order");
    assertThat(ORDERED.judge(ferry("Kiel"), TWO).reason())
        .isEqualTo("it does not call \"payFerry\" as often as wanted");
    assertThat(ORDERED.judge(ferry("Kiel") + PAY + PAY, TWO))
        .isEqualTo(
            new Verdict(
                0,
                "it calls \"payFerry\" more often than wanted",
                Map.of("name", 1.0, "arguments", 1.0, "order", 1.0, "extra", 2 / 3.0)));
    assertThat(ANY_ORDER.reward(ferry("Kiel") + PAY + PAY, TWO)).isZero();
  }

  @Test
  void gradedIsTheMeanOfTheParts() {
    assertThat(GRADED.reward(ferry("Kiel") + PAY, TWO)).isEqualTo(1);
    assertThat(GRADED.reward(ferry("Kiel"), TWO)).isEqualTo((0.5 + 0.5 + 1 + 1) / 4);
    assertThat(GRADED.reward("", TWO)).isZero();
    assertThat(GRADED.reward(ferry("Kiel") + "<tool_call>", TWO)).isZero();
  }

  @Test
  void whereNoCallIsWantedNoneMayBeMade() {
    Map<String, Object> none = Map.of("answer", List.of());
    assertThat(ORDERED.reward("I can answer that myself.", none)).isEqualTo(1);
    assertThat(ORDERED.judge(PAY, none).reason())
        .isEqualTo("it calls \"payFerry\" more often than wanted");
  }

  @Test
  void argumentsThatAreNoJsonAreComparedAsTexts() {
    Map<String, Object> row =
        Map.of("answer", List.of(Map.of("Action", "seek", "Action_Input", "{\"id\": ${id}}")));
    assertThat(ORDERED.reward("Action: seek\nAction Input: {\"id\": ${id}}\n", row)).isEqualTo(1);
    assertThat(ORDERED.reward("Action: seek\nAction Input: {\"id\": ${ID}}\n", row)).isZero();
  }

  private static final List<Map<String, Object>> FUNCTIONS =
      List.of(
          Map.of(
              "type",
              "function",
              "function",
              Map.of(
                  "name",
                  "findFerry",
                  "parameters",
                  Map.of(
                      "type",
                      "object",
                      "properties",
                      Map.of(
                          "from",
                          Map.of("type", "string", "pattern", "^(K|KK)+$"),
                          "seats",
                          Map.of("type", "integer", "maximum", 9)),
                      "required",
                      List.of("from"),
                      "additionalProperties",
                      false))),
          Map.of(
              "name",
              "payFerry",
              "input_schema",
              Map.of("$ref", "#/$defs/any", "$defs", Map.of("any", Map.of("type", "object")))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\": \"findFerry\", \"arguments\": {\"from\": \"KK\"}} | 1 | it makes the calls that are wanted",
        "{\"name\": \"payFerry\", \"arguments\": {}} | 1 | it makes the calls that are wanted",
        "{\"name\": \"findFery\", \"arguments\": {}} | 0 | it calls \"findFery\", which is no function here; the nearest is \"findFerry\"",
        "{\"name\": \"findFerry\", \"arguments\": {}} | 0 | findFerry: required property 'from' not found",
        "{\"name\": \"findFerry\", \"arguments\": {\"from\": \"K\", \"seats\": \"2\"}} | 0 | findFerry: /seats string found, integer expected",
        "{\"name\": \"findFerry\", \"arguments\": {\"from\": \"K\", \"seats\": 10}} | 0 | findFerry: /seats must have a maximum value of 9",
        "{\"name\": \"findFerry\", \"arguments\": \"Kiel\"} | 0 | findFerry: its arguments are no JSON object",
        "nothing | 0 | it calls nothing"
      })
  void callsAreCheckedByTheFunctionsSchemas(String text, double reward, String reason) {
    Verdict verdict =
        new ToolCallMatch("", "tools", true, false).judge(text, Map.of("tools", FUNCTIONS));
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.reward()).isEqualTo(reward);
    assertThat(verdict.parts()).containsOnlyKeys("valid").containsEntry("valid", reward);
  }

  @Test
  void anUnknownFunctionIsNamedBeforeTheDifferenceItMakes() {
    ToolCallMatch both = new ToolCallMatch("answer", "tools", true, false);
    Map<String, Object> row = Map.of("answer", TWO.get("answer"), "tools", FUNCTIONS);
    assertThat(both.judge(ferry("Kiel").replace("findFerry", "findFerries") + PAY, row).reason())
        .contains("which is no function here");
    Verdict golden = both.judge(ferry("Kiel") + PAY, row);
    assertThat(golden.reward()).isEqualTo(1);
    assertThat(golden.parts()).containsEntry("valid", 0.5);
    assertThat(golden.reason()).startsWith("findFerry: /from does not match");
  }

  @Test
  void aPatternInASchemaIsGivenUpOnHostileText() {
    String text =
        "{\"name\": \"findFerry\", \"arguments\": {\"from\": \"%s!\"}}"
            .formatted("K".repeat(100_000));
    Verdict verdict =
        new ToolCallMatch("", "tools", true, false).judge(text, Map.of("tools", FUNCTIONS));
    assertThat(verdict.reward()).isZero();
    assertThat(verdict.reason()).isEqualTo("findFerry: the pattern takes too long on this text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\": \"http://localhost:1/schema.json\"}",
        "{\"$ref\": \"file:///etc/hostname\"}",
        "{\"$ref\": \"classpath:/draft/2020-12/schema.json\"}",
        "{\"$ref\": \"#\"}",
        "{\"$ref\": \"#/nowhere\"}",
        "{\"$schema\": \"http://localhost:1/dialect\"}",
        "{\"properties\": {\"id\": {\"pattern\": \"(\"}}}"
      })
  void schemasThatReferElsewhereOrNowhereAreRefused(String schema) {
    Map<String, Object> row = Map.of("tools", "{\"payFerry\": " + schema + "}");
    ToolCallMatch valid = new ToolCallMatch("", "tools", true, false);
    assertThatThrownBy(() -> valid.judge(PAY, row))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the JSON schema of the function \"payFerry\" is no good");
  }

  @Test
  void rowsThatCannotBeJudgedAreRefused() {
    for (Object answer : List.of("call me", "{\"name\": \"x\"}", 7, Map.of())) {
      assertThatThrownBy(() -> ORDERED.judge(PAY, Map.of("answer", answer)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("holds no calls of functions");
    }
    ToolCallMatch valid = new ToolCallMatch("", "tools", true, false);
    assertThatThrownBy(() -> valid.judge(PAY, Map.of("tools", "[]")))
        .hasMessageContaining("declares no functions");
    assertThatThrownBy(() -> new ToolCallMatch("", "", true, false)).hasMessageContaining("empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{\"a\":",
        "[\"\"]",
        "{} ",
        "<tool_call>",
        "<tool_call></tool_call>",
        "Action: a\n",
        "Action: a\nAction Input: ",
        "{\"name\": \"a\", \"arguments\": {}}",
        "1e999999999",
        "{\"name\":\"a\",\"arguments\":{\"x\":1e999999999}}",
        "\\",
        "```json\n"
      })
  void hostileTextsAreReadWithinLimits(String piece) {
    String text = piece.repeat(300_000 / piece.length());
    assertThat(GRADED.judge(text, TWO).reward()).isBetween(0.0, 0.5);
    assertThat(ORDERED.judge("x".repeat(CallReader.LONGEST + 1), TWO).reason())
        .isEqualTo("it is longer than 1,048,576 characters");
  }

  @Test
  void moreThanAFewCallsAreNotRead() {
    assertThat(ORDERED.judge(PAY.repeat(65), TWO).reason())
        .isEqualTo("it makes more than 64 calls");
  }
}
