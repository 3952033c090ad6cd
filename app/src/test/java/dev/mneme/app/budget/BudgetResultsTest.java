package dev.mneme.app.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.ReportPage;
import dev.mneme.app.study.Measured;
import dev.mneme.lab.budget.BudgetFindings;
import dev.mneme.lab.budget.BudgetMethod;
import dev.mneme.lab.budget.BudgetPoint;
import dev.mneme.lab.budget.Way;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is written of a made-up sweep in which the law keeps its budget and nothing else does. */
class BudgetResultsTest {

  private static final Measured MEASURED =
      new Measured("docs/reference/budget-study.md", Map.of("base_sha256", "7421"));

  @TempDir private Path folder;
  private BudgetResults.Read read = new BudgetResults.Read(List.of(), List.of());

  @BeforeEach
  void readASweep() throws IOException {
    List<String> trials = new ArrayList<>();
    for (int seed = 0; seed < 2; seed++) {
      trials.add(trial("free", "\"tuning.learning-rate\": 3e-4", seed, 0.6, 8, 1));
      trials.add(trial("fixed", "\"preserve.kl.weight\": 10", seed, 0.5, 4, 1));
      trials.add(trial("probes", "\"budget.forgetting\": \"2.0 points\"", seed, 0.5, 3, 2));
      trials.add(
          trial("law", "\"budget.forgetting\": \"2.0 points\"", seed, 0.55 + seed / 50.0, 1.5, 2));
    }
    trials.add(
        """
        {"group": "maths.grpo.free", "changes": {"tuning.learning-rate": 1}, "seed": 0,
         "folder": "maths.grpo.free/wild", "outcome": "diverged", "reason": "step 3"}
        """);
    Files.writeString(
        folder.resolve("results.json"), "{\"trials\": [" + String.join(",", trials) + "]}");
    read = new BudgetResults(Map.of("lab-maths", 0.44)).read(folder);
  }

  private static String trial(
      String way, String change, int seed, double fresh, double lost, double limit) {
    return """
    {"group": "maths.sft.%1$s", "changes": {%2$s}, "seed": %3$d,
     "folder": "maths.sft.%1$s/%3$d", "outcome": "finished", "training-seconds": 60,
     "figures": {"measured.lab-maths": %4$s, "measured.lab-calls": 0.1, "budget.limit": %6$s,
       "budget.check.forgetting": %5$s, "budget.check.forgetting.low": -0.5,
       "budget.check.forgetting.high": 9, "budget.check.kl": 0.02}}
    """
        .formatted(way, change, seed, fresh, lost, limit);
  }

  @Test
  void aTrialsSettingIsItsRateItsWeightOrItsBudget() {
    assertThat(read.diverged()).containsExactly("maths.grpo.free/wild: step 3");
    assertThat(read.points().stream().limit(4).map(BudgetPoint::setting))
        .containsExactly(3e-4, 10.0, 2.0, 2.0);
    BudgetPoint law = read.points().get(3);
    assertThat(law.method()).isEqualTo(BudgetMethod.SFT);
    assertThat(law.way()).isEqualTo(Way.LAW);
    assertThat(law.task()).isEqualTo("maths");
    assertThat(law.newTask()).isEqualTo(0.55);
    assertThat(law.baseNewTask()).isEqualTo(0.44);
    assertThat(law.forgetting().value()).isEqualTo(1.5);
    assertThat(law.forgetting().interval().high()).isEqualTo(9);
    assertThat(law.predicted()).as("not foretold").isNaN();
    assertThat(law.kl()).isEqualTo(0.02);
  }

  @Test
  void aBaseIsTheSameWhereItScoresAlikeOnWhatItWasAsked() {
    BudgetPoint maths = read.points().getFirst();
    assertThat(new BudgetResults(Map.of("lab-maths", 0.44)).sameBase(maths)).isTrue();
    assertThat(new BudgetResults(Map.of("lab-calls", 0.6)).sameBase(maths)).isTrue();
    assertThat(new BudgetResults(Map.of("lab-maths", 0.45)).sameBase(maths)).isFalse();
  }

  @Test
  void pointsAreReadBackAsTheyWereWritten() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("points.csv"), BudgetPoints.write(read.points(), MEASURED));
    assertThat(BudgetPoints.read(file, MEASURED)).isEqualTo(read.points());
  }

  @Test
  void screenFileAndPageSayWhatWasFound() throws IOException {
    BudgetFindings findings = BudgetFindings.of(read.points());
    StringWriter out = new StringWriter();
    new BudgetTables(Terminal.plain(out, new StringWriter()), findings).print(read.diverged());
    assertThat(out.toString())
        .containsPattern("maths +SFT +Budget by the law +2\\.00 +0 +55\\.0 +1\\.50 +\\[-0\\.50, 9")
        .containsPattern("Budget by the law +all +2 +100\\.0 +\\[15\\.8, 100\\.0] +0 +2 +100\\.0")
        .containsPattern("Early stopping +2\\.0 points +2 +0\\.0")
        .containsPattern("Unconstrained +all +2 +0\\.0 .* 0 +–")
        .containsPattern("Budget by the law +SFT +2 +1\\.27 +\\[0\\.98, 1\\.56] +100 +– +–")
        .contains("Left out: maths.grpo.free/wild: step 3")
        .contains("cannot be told: Budgets by the law")
        .contains("cannot be told: With the same budget the law learns more");
    JsonNode root = JsonMapper.shared().readTree(BudgetJson.of(findings, "mneme"));
    assertThat(root.get("claims")).hasSize(5);
    assertThat(root.at("/law-less-others/accuracy-less-probes/value").asDouble()).isPositive();
    assertThat(root.at("/kept/0/way").asString()).isEqualTo("free");
    assertThat(root.at("/kept/0/tight-percent/value").isNull()).isTrue();
    assertThat(root.at("/learnt/0/way").asString()).isEqualTo("law");
    assertThat(root.at("/learnt/0/gaining").asInt()).isZero();
    Path page = folder.resolve("report.html");
    ReportPage.write(new BudgetReport(findings).of("mneme", Map.of("mneme", "1")), page);
    assertThat(Files.readString(page))
        .contains("Runs that keep their budgets", "Learnt against forgotten: maths")
        .contains("Budget by the law: all");
  }
}
