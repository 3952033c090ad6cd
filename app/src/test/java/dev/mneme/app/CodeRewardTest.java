package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Programs that a tiny random model writes, run against hidden tests by the real commands. */
class CodeRewardTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Room for the 1,024 tokens of HumanEval. */
  private static final int POSITIONS = 1200;

  /** Made up: whatever the model writes behind a # is a comment, elsewhere it is no Python. */
  private static final String ITEMS =
      """
      {"task_id": "own/0", "prompt": "def one():\\n    return 1  #", "entry_point": "one", "test": "def check(candidate):\\n    assert candidate() == 1\\n"}
      {"task_id": "own/1", "prompt": "def two():\\n    return 1  #", "entry_point": "two", "test": "def check(candidate):\\n    assert candidate() == 2\\n"}
      {"task_id": "own/2", "prompt": "def three():\\n    return 3 is ", "entry_point": "three", "test": "def check(candidate):\\n    assert candidate() == 3\\n"}
      """;

  private static final String ROWS =
      """
      {"question": "abc", "prompt": "def one():\\n    return 1  #", "entry_point": "one", "tests": ["assert one() == 1", "assert one() > 1"]}
      """;

  private static final String SUITE =
      """
      tasks:
        - name: humaneval
        - name: own-code
          file: rows.jsonl
          prompt: "{question}"
          reward: {kind: code, graded: true}
          max-tokens: 8
      """;

  /** The programs go on from the column "prompt", and only a, b and c are names in it. */
  private static final String QUESTIONS =
      """
      {"question": "ab", "prompt": "def one():\\n    return 1\\na = b = c = 1\\nd = ", "entry_point": "one", "tests": ["assert one() == 1"]}
      """;

  @TempDir private Path folder;

  @Test
  void codeIsJudgedByHiddenTestsInBenchmarksAndInOnesOwnTasks() throws IOException {
    Path model = TinyModels.folder(folder.resolve("tiny"), POSITIONS);
    Files.createDirectories(folder.resolve("data/humaneval"));
    Files.writeString(folder.resolve("data/humaneval/HumanEval.jsonl"), ITEMS);
    Files.writeString(folder.resolve("rows.jsonl"), ROWS);
    Path suite = Files.writeString(folder.resolve("suite.yaml"), SUITE);
    String said =
        Ran.well(
            "eval",
            model.toString(),
            "--suite",
            suite.toString(),
            "--data",
            folder.resolve("data").toString(),
            "--out",
            folder.resolve("out").toString(),
            "--cache",
            folder.resolve("answers").toString());
    assertThat(said).contains("humaneval      pass@1", "own-code       code", "33.3", "50.0");
    List<JsonNode> items = lines("out/tiny/humaneval.jsonl");
    assertThat(items)
        .map(item -> item.at("/metrics/pass@1").asDouble())
        .containsExactly(1.0, 0.0, 0.0);
    assertThat(items.get(0).get("tokens").asInt()).isBetween(100, 1024);
    assertThat(items.get(1).get("reason").asString())
        .isEqualTo("assert candidate() == 2 does not hold: two() gave 1");
    assertThat(lines("out/tiny/own-code.jsonl").getFirst().at("/metrics/code").asDouble())
        .isEqualTo(0.5);
    assertNothingIsLeftRunning();
  }

  @Test
  void programsThatPassTheirTestsAreLearnt() throws IOException {
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), QUESTIONS.repeat(12));
    Path recipe =
        Files.writeString(
            folder.resolve("recipe.yaml"),
            """
            model: %s
            objective: grpo
            data: {sources: [{file: %s, columns: {prompt: question}}], held-out: 0.5}
            sampling: {group: 6, max-tokens: 1}
            reward: {kind: code, code: {seconds: 20}}
            tuning: {learning-rate: 2.0e-2, schedule: constant, batch: 2, steps: 6}
            probing: {every: 100, samples: 4, tokens: 6}
            """
                .formatted(TinyModels.folder(folder.resolve("tiny"), POSITIONS), rows));
    String said = Ran.well("train", recipe.toString(), "--out", folder.resolve("run").toString());
    String row =
        said.lines()
            .filter(line -> line.startsWith("reward on held-out"))
            .findFirst()
            .orElseThrow();
    List<String> cells = Pattern.compile(" {2,}").splitAsStream(row).map(String::strip).toList();
    assertThat(Double.parseDouble(cells.get(2))).isGreaterThan(Double.parseDouble(cells.get(1)));
    assertNothingIsLeftRunning();
  }

  private static void assertNothingIsLeftRunning() {
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .as("processes of the sandbox")
        .isEmpty();
  }

  private List<JsonNode> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream().map(JSON::readTree).toList();
  }
}
