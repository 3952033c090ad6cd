package dev.mneme.app.razor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.ReportPage;
import dev.mneme.app.study.Measured;
import dev.mneme.data.InputException;
import dev.mneme.lab.razor.RazorFindings;
import dev.mneme.lab.razor.RazorMethod;
import dev.mneme.lab.razor.RazorPoint;
import dev.mneme.measure.ClusterBootstrap;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is written of a made-up sweep: GRPO forgets a third of what SFT does, which is 30 · KL. */
class RazorResultsTest {

  private static final List<String> PRIOR = List.of("lab-code", "lab-truth");
  private static final Map<String, Double> BASE =
      Map.of("lab-code", 0.9, "lab-truth", 0.7, "lab-maths", 0.2, "lab-calls", 0.3);

  private static final Measured MEASURED = measured("7421", 100, 128, 64);

  @TempDir private Path folder;
  private List<RazorPoint> points = List.of();

  @BeforeEach
  void readASweep() throws IOException {
    List<String> trials = new ArrayList<>();
    for (RazorMethod method : List.of(RazorMethod.SFT, RazorMethod.GRPO, RazorMethod.DFT)) {
      for (String task : List.of("maths", "calls")) {
        for (int seed = 0; seed < 2; seed++) {
          for (int rate = 1; rate <= 3; rate++) {
            trials.add(trial(method, task, seed, rate));
          }
        }
      }
    }
    trials.add(
        """
        {"group": "maths.simpo", "changes": {"tuning.learning-rate": 1}, "seed": 0,
         "folder": "maths.simpo/wild", "outcome": "diverged", "reason": "step 3"}
        """);
    Files.writeString(
        folder.resolve("results.json"), "{\"trials\": [" + String.join(",", trials) + "]}");
    RazorResults.Read read =
        new RazorResults(PRIOR, BASE, 240).read(folder, Map.of("calls.sft", 1000.0));
    assertThat(read.diverged()).containsExactly("maths.simpo/wild: step 3");
    points = read.points();
  }

  private static String trial(RazorMethod method, String task, int seed, int rate) {
    // GRPO's seeds lie a little closer together: what all seeds agree in has no interval.
    double kl =
        method == RazorMethod.GRPO ? 0.1 * rate + 0.0005 + 0.009 * seed : 0.3 * rate + 0.01 * seed;
    double lost = 0.3 * kl;
    return """
    {"group": "%1$s.%2$s", "changes": {"tuning.learning-rate": 1e-%4$d}, "seed": %3$d,
     "folder": "%1$s.%2$s/%3$d-%4$d", "outcome": "finished", "training-seconds": 60,
     "figures": {"measured.lab-code": %5$s, "measured.lab-truth": %6$s, "measured.lab-%1$s": %7$s,
       "measured.mean": 0.5, "measured.drift.forward-kl": %8$s,
       "measured.drift.forward-kl-error": 0.001, "measured.drift.cknna": %9$s,
       "measured.drift.weights-l1": 7, "old.loss": 1}}
    """
        .formatted(
            task,
            method.id(),
            seed,
            rate,
            0.9 - lost,
            0.7 - lost,
            0.4 + 0.1 * rate,
            kl,
            1 - kl / 2);
  }

  private RazorFindings findings() {
    return RazorFindings.of(points, new ClusterBootstrap(100, 0.95, 1));
  }

  @Test
  void trialsBecomePointsWithTheBasesScores() {
    assertThat(points).hasSize(36);
    RazorPoint point = points.getFirst();
    assertThat(point.method()).isEqualTo(RazorMethod.SFT);
    assertThat(point.base().prior()).isEqualTo(0.8, within(1e-12));
    assertThat(point.base().newTask()).isEqualTo(0.2);
    assertThat(point.forgetting()).isEqualTo(9, within(1e-9));
    assertThat(point.gain()).isEqualTo(30, within(1e-9));
    assertThat(point.rate()).isEqualTo(0.1);
    assertThat(point.seconds()).isEqualTo(60);
    assertThat(point.drift())
        .containsOnlyKeys("forward-kl", "forward-kl-error", "cknna", "weights-l1");
    assertThat(points.get(6).task()).isEqualTo("calls");
    assertThat(points.get(6).seconds()).as("with what came before").isEqualTo(1060);
  }

  @Test
  void aBaseIsTheSameWhereItScoresAlikeOnAllThatItWasAsked() {
    RazorPoint point = points.getFirst();
    assertThat(new RazorResults(PRIOR, BASE, 240).sameBase(point)).isTrue();
    Map<String, Double> unasked = Map.of("lab-code", 0.9, "lab-truth", 0.7, "lab-calls", 0.3);
    assertThat(new RazorResults(PRIOR, unasked, 240).sameBase(point)).isTrue();
    Map<String, Double> better = Map.of("lab-code", 0.9, "lab-truth", 0.7, "lab-maths", 0.3);
    assertThat(new RazorResults(PRIOR, better, 240).sameBase(point)).isFalse();
    Map<String, Double> other = Map.of("lab-code", 0.8, "lab-truth", 0.7);
    assertThat(new RazorResults(PRIOR, other, 240).sameBase(point)).isFalse();
  }

  @Test
  void aStudyTrainsItsOwnTasksMethodsAndSeedsAlone() {
    RazorPlan plan =
        new RazorPlan(
            List.of("maths"),
            List.of(RazorMethod.SFT, RazorMethod.GRPO),
            3,
            1,
            1,
            240,
            8,
            8,
            8,
            8,
            8);
    assertThat(points.stream().filter(plan::trains))
        .hasSize(6)
        .allMatch(point -> point.task().equals("maths") && point.seed() == 1)
        .noneMatch(point -> point.method() == RazorMethod.DFT);
  }

  @Test
  void theScreenSaysWhatWasFoundAndWhatWasLeftOut() {
    StringWriter out = new StringWriter();
    new RazorTables(Terminal.plain(out, new StringWriter()), findings())
        .print(List.of("maths.simpo/wild: step 3"));
    assertThat(out.toString())
        .contains("maths: base 20.0 % on it, 80.0 % on the prior tasks")
        .containsPattern("forward-kl +1\\.000 +\\[1\\.000, 1\\.000] +1\\.000 +1\\.000")
        .containsPattern("maths +GRPO +SFT +70\\.0 % +\\+18\\.0 +\\[17\\.8, 18\\.2] +2")
        .containsPattern("calls +GRPO +2 of 2 +\\d+\\.\\d % +0\\.\\d{4} +\\d+\\.\\d\\d +0\\.\\d{3}")
        .contains("Left out: maths.simpo/wild: step 3")
        .contains("holds: At equal accuracy on the new task, RL keeps more")
        .contains("cannot be told: The law is one for all methods");
  }

  @Test
  void theJsonHoldsEverythingAndNullForWhatIsNotDefined() {
    JsonNode root = JsonMapper.shared().readTree(RazorJson.of(findings(), "mneme"));
    assertThat(root.get("runs").asInt()).isEqualTo(36);
    assertThat(root.at("/claims/2/outcome").asString()).isEqualTo("holds");
    assertThat(root.at("/held-out/rewarded/runs").asInt()).isEqualTo(12);
    assertThat(root.at("/rivals/0/name").asString()).isEqualTo("cknna");
    assertThat(root.at("/rivals/0/corrected").has("low")).isTrue();
    assertThat(root.get("fronts")).hasSize(6);
    assertThat(root.at("/fronts/0/exponential/start").isNumber()).isTrue();
    assertThat(root.get("prices")).hasSize(6);
    JsonNode matched = root.at("/matched/0");
    assertThat(matched.get("method").asString()).isEqualTo("grpo");
    assertThat(matched.at("/points/value").asDouble()).isEqualTo(18, within(1e-6));
    assertThat(matched.get("by-seed")).hasSize(2);
    for (JsonNode predictor : root.get("predictors")) {
      assertThat(predictor.get("name").asString()).isNotEqualTo("forward-kl-error");
    }
    List<String> lines = RazorPoints.write(points, MEASURED).lines().toList();
    assertThat(lines).hasSize(37);
    assertThat(lines.getFirst())
        .endsWith(
            "seconds,base_sha256,answer_tokens,items,kl_sequences,cknna,forward-kl,forward-kl-error,weights-l1");
    assertThat(lines.get(1)).startsWith("\"maths.sft/0-1\",sft,maths,0.1,0,240,0.5,");
  }

  @Test
  void pointsAreReadBackAsTheyWereWritten() throws IOException {
    assertThat(RazorPoints.read(written(MEASURED), MEASURED)).isEqualTo(points);
  }

  @Test
  void pointsThatWereMeasuredOtherwiseAreRefusedWithWhatDiffers() throws IOException {
    Map<String, Measured> others =
        Map.of(
            "base_sha256 is 9876 there and 7421 here",
            measured("9876", 100, 128, 64),
            "items is 60 there and 100 here",
            measured("7421", 60, 128, 64),
            "answer_tokens is 96 there and 128 here",
            measured("7421", 100, 96, 64),
            "kl_sequences is 128 there and 64 here",
            measured("7421", 100, 128, 128));
    for (Map.Entry<String, Measured> other : others.entrySet()) {
      Path file = written(other.getValue());
      assertThatThrownBy(() -> RazorPoints.read(file, MEASURED))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("points.csv: " + other.getKey())
          .hasMessageContaining("or measure one of them again");
    }
  }

  @Test
  void pointsThatDoNotSayHowTheyWereMeasuredAreRefused() throws IOException {
    Path file = written(MEASURED);
    Files.writeString(file, Files.readString(file).replace("answer_tokens", "tokens"));
    assertThatThrownBy(() -> RazorPoints.read(file, MEASURED))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("points.csv does not say its answer_tokens")
        .hasMessageContaining("add the column; see docs/reference/razor-lm.md");
  }

  @Test
  void joinedModelsStandBesideOneBaseAlsoOnTasksThatAreNotAskedHere() {
    RazorResults.requireOneBase(points);
    RazorPoint first = points.getFirst();
    RazorPoint other =
        new RazorPoint(
            "other",
            first.method(),
            first.task(),
            first.rate(),
            7,
            first.steps(),
            first.scores(),
            new RazorPoint.Scores(0.25, first.base().prior()),
            first.seconds(),
            first.drift());
    List<RazorPoint> mixed = new ArrayList<>(points);
    mixed.add(other);
    assertThatThrownBy(() -> RazorResults.requireOneBase(mixed))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "--join: on maths the base of other scores otherwise than that of maths.sft/0-1");
  }

  private static Measured measured(String base, int items, int answerTokens, int klSequences) {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("base_sha256", base);
    cells.put("answer_tokens", "" + answerTokens);
    cells.put("items", "" + items);
    cells.put("kl_sequences", "" + klSequences);
    return new Measured("docs/reference/razor-lm.md", cells);
  }

  private Path written(Measured measured) throws IOException {
    return Files.writeString(folder.resolve("points.csv"), RazorPoints.write(points, measured));
  }

  @Test
  void thePageShowsEveryClaimFrontAndTable() throws IOException {
    Path page = folder.resolve("report.html");
    ReportPage.write(
        new RazorReport(findings(), RazorPlan.quick(2)).of("mneme", Map.of("mneme", "1")), page);
    assertThat(Files.readString(page))
        .contains("Learnt against kept: maths", "Learnt against kept: calls")
        .contains("What is kept at equal accuracy, beside SFT", "calls: GRPO")
        .contains("RL keeps more of the prior tasks than SFT", "Seconds a point");
  }
}
