package dev.mneme.task.maths;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The answers that lm-evaluation-harness finds, as bench/fixtures/math_harness.py wrote them down.
 */
class HarnessAnswersTest {

  private final List<JsonNode> rows = rows();

  @Test
  void thereAreAThousandResponsesAndMore() {
    assertThat(rows).hasSizeGreaterThan(1000);
  }

  @Test
  void gsm8kFindsTheSameAnswersInAllOfThem() {
    assertThat(differences("strict", response -> Optional.of(Gsm8kAnswer.strict(response))))
        .isEmpty();
    assertThat(differences("flexible", response -> Optional.of(Gsm8kAnswer.flexible(response))))
        .isEmpty();
  }

  @Test
  void minervaFindsTheSameAnswersInAllOfThem() {
    assertThat(differences("minerva", response -> Optional.of(MinervaAnswer.of(response))))
        .isEmpty();
    assertThat(
            differences(
                "minerva_of_whole", response -> Optional.of(MinervaAnswer.normalised(response))))
        .isEmpty();
  }

  @Test
  void hendrycksFindsTheSameAnswersInAllOfThem() {
    assertThat(differences("boxed", HendrycksAnswer::ofSolution)).isEmpty();
    assertThat(differences("hendrycks", response -> Optional.of(HendrycksAnswer.of(response))))
        .isEmpty();
    assertThat(
            differences(
                "stripped", response -> HendrycksAnswer.plain(HendrycksAnswer.of(response))))
        .isEmpty();
  }

  @Test
  void anAnswerIsRightAsTheHarnessSaysSo() {
    assertThat(Gsm8kAnswer.right("$1,234.", "so it is\n#### 1234")).isTrue();
    assertThat(Gsm8kAnswer.right(Gsm8kAnswer.NONE, "#### 4")).isFalse();
    assertThat(Gsm8kAnswer.right("4.0", "#### 4")).isFalse();
    assertThat(HendrycksAnswer.right("x=\\dfrac12", "\\frac{1}{2}")).isTrue();
    assertThat(HendrycksAnswer.right("1/2", "2/4")).isFalse();
    assertThat(HendrycksAnswer.right("\\frac", "\\frac")).isTrue();
    assertThat(MinervaAnswer.ofSolution("so $\\boxed{12 \\text{ cm}}$")).contains("12");
  }

  @Test
  void hostileResponsesTakeNoTime() {
    String bad = "Final Answer: The final answer is $\\text{".repeat(5000);
    assertThat(MinervaAnswer.of(bad)).isEqualTo(MinervaAnswer.NONE);
    assertThat(Gsm8kAnswer.flexible("1,".repeat(100_000))).hasSize(200_000);
    assertThat(HendrycksAnswer.plain("\\frac".repeat(20_000))).isEmpty();
  }

  /** An answer that is missing or that the harness falls over is none here. */
  private List<String> differences(String key, Function<String, Optional<String>> ours) {
    List<String> differences = new ArrayList<>();
    for (JsonNode row : rows) {
      JsonNode theirs = row.get(key);
      Optional<String> wanted =
          theirs.isString() ? Optional.of(theirs.asString()) : Optional.empty();
      Optional<String> found = ours.apply(row.get("response").asString());
      if (!wanted.equals(found)) {
        differences.add(row.get("response") + ": " + wanted + " but here " + found);
      }
    }
    return differences;
  }

  private static List<JsonNode> rows() {
    try (InputStream file = HarnessAnswersTest.class.getResourceAsStream("harness.json.gz");
        InputStream json = new GZIPInputStream(Objects.requireNonNull(file))) {
      List<JsonNode> rows = new ArrayList<>();
      new ObjectMapper().readTree(json).get("responses").forEach(rows::add);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
