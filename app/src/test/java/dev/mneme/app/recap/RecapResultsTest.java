package dev.mneme.app.recap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.ReportPage;
import dev.mneme.app.study.Measured;
import dev.mneme.lab.recap.Aim;
import dev.mneme.lab.recap.Measure;
import dev.mneme.lab.recap.RecapFindings;
import dev.mneme.lab.recap.RecapMethod;
import dev.mneme.lab.recap.RecapPoint;
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

/**
 * What is written of a made-up sweep: RECAP is 5 points better than uniform on the task and 2 on
 * the prior ones, and the accuracy's weight rises by 0.02 a step from 1.
 */
class RecapResultsTest {

  private static final List<String> PRIOR = List.of("lab-code", "lab-truth");
  private static final int STEPS = 8;

  private static final Map<String, Double> BASE =
      Map.of(
          "lab-code", 0.9,
          "lab-truth", 0.7,
          "new-maths.accuracy", 0.4,
          "new-maths.answer-format", 0.6,
          "new-maths.think-format", 0.3,
          "new-maths.overlap", 0.5,
          "new-maths.brevity", 0.9);

  private static final List<Double> BREVITY = List.of(0.92, 0.919, 0.921);

  private static final Measured MEASURED =
      new Measured("docs/reference/recap.md", Map.of("base_sha256", "7421"));

  @TempDir private Path folder;
  private RecapResults.Read read = new RecapResults.Read(List.of(), List.of(), List.of());

  @BeforeEach
  void readASweep() throws IOException {
    List<String> trials = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      trials.add(trial(RecapMethod.RECAP, seed, 0.70, 0.02));
      double apart = 0.001 * (seed - 1);
      trials.add(trial(RecapMethod.UNIFORM, seed, 0.65 + apart, 0.04 + apart));
      trials.add(trial(RecapMethod.REASONING_ONLY, seed, 0.71, 0.10 + apart));
    }
    trials.add(
        """
        {"group": "maths.famo", "changes": {"tuning.learning-rate": 1}, "seed": 0,
         "folder": "maths.famo/wild", "outcome": "diverged", "reason": "step 3"}
        """);
    Files.writeString(
        folder.resolve("results.json"), "{\"trials\": [" + String.join(",", trials) + "]}");
    read = new RecapResults(PRIOR, BASE).read(folder);
  }

  private String trial(RecapMethod method, int seed, double right, double lost) throws IOException {
    String name = "maths.%s/%d".formatted(method.id(), seed);
    Path run = Files.createDirectories(folder.resolve(name));
    StringBuilder events = new StringBuilder();
    for (int step = 1; step <= STEPS; step++) {
      events.append(event(method, step)).append('\n');
    }
    Files.writeString(run.resolve("events.jsonl"), events);
    return """
    {"group": "maths.%1$s", "changes": {"tuning.learning-rate": 1e-4}, "seed": %2$d,
     "folder": "%3$s", "outcome": "finished", "training-seconds": 60,
     "figures": {"measured.lab-code": %4$s, "measured.lab-truth": %5$s,
       "measured.new-maths.accuracy": %6$s, "measured.new-maths.answer-format": 0.9,
       "measured.new-maths.think-format": 0.8, "measured.new-maths.overlap": 0.6,
       "measured.new-maths.brevity": %7$s, "measured.drift.forward-kl": 0.05,
       "measured.mean": 0.5, "old.loss": 1}}
    """
        .formatted(
            method.id(),
            seed,
            name,
            0.9 - lost,
            0.7 - lost,
            right + 0.01 * seed,
            BREVITY.get(seed));
  }

  private static String event(RecapMethod method, int step) {
    String weights =
        method == RecapMethod.REASONING_ONLY
            ? ""
            : ", \"reward.accuracy/weight\": %s, \"replay/weight\": 1, \"reward.accuracy/convergence\": 0.9"
                .formatted(method == RecapMethod.RECAP ? 1 + 0.02 * step : 1);
    return "{\"event\":\"stepped\",\"step\":%d,\"values\":{\"dr-grpo/reward.accuracy\": 0.5%s}}"
        .formatted(step, weights);
  }

  private RecapFindings findings() {
    return RecapFindings.of(read.points());
  }

  @Test
  void trialsBecomePointsWithTheBasesMeasuresAndTheLastQuartersWeights() {
    assertThat(read.points()).hasSize(9);
    assertThat(read.diverged()).containsExactly("maths.famo/wild: step 3");
    RecapPoint point = read.points().getFirst();
    assertThat(point.method()).isEqualTo(RecapMethod.RECAP);
    assertThat(point.value(Measure.NEW)).isEqualTo(70, within(1e-9));
    assertThat(point.value(Measure.PRIOR)).isEqualTo(78, within(1e-9));
    assertThat(point.value(Measure.THINK_FORMAT)).isEqualTo(80, within(1e-9));
    assertThat(point.value(Measure.WORDS)).isEqualTo(16, within(1e-9));
    assertThat(point.base(Measure.WORDS)).isEqualTo(20, within(1e-9));
    assertThat(point.base(Measure.PRIOR)).isEqualTo(80, within(1e-9));
    assertThat(point.base(Measure.FORWARD_KL)).isZero();
    assertThat(point.seconds()).isEqualTo(60);
    assertThat(point.weights()).containsOnlyKeys(Aim.NEXT_TOKEN, Aim.ACCURACY);
    assertThat(point.weight(Aim.ACCURACY)).isEqualTo(1.15, within(1e-12));
    assertThat(read.points().get(2).weights()).isEmpty();
    assertThat(read.curves().getFirst().steps()).hasSize(STEPS);
  }

  @Test
  void theScreenSaysWhatWasFoundAndWhatWasLeftOut() {
    StringWriter out = new StringWriter();
    new RecapTables(Terminal.plain(out, new StringWriter()), findings()).print(read.diverged());
    assertThat(out.toString())
        .containsPattern("maths +base +– +40\\.0 +80\\.0 +60\\.0 +30\\.0 +50\\.0 +20\\.0 +0\\.000 ")
        .containsPattern("maths +RECAP +0\\.00010 +71\\.0 +78\\.0 +90\\.0 +80\\.0 +60\\.0 +16\\.0 ")
        .containsPattern("maths +Uniform +\\+5\\.0 \\[4\\.8, 5\\.2] +\\+2\\.0 \\[1\\.8, 2\\.2]")
        .containsPattern("maths +RECAP +– +– +– +1\\.000 +1\\.150")
        .contains("Left out: maths.famo/wild: step 3")
        .contains("holds: RECAP is better than uniform weights on both sides")
        .contains("holds: RECAP keeps more of the prior tasks")
        .contains("holds: Rationales get shorter");
  }

  @Test
  void theJsonHoldsEverythingAndNullForWhatIsNotDefined() {
    JsonNode root = JsonMapper.shared().readTree(RecapJson.of(findings(), "mneme"));
    assertThat(root.get("runs").asInt()).isEqualTo(9);
    assertThat(root.get("claims")).hasSize(10);
    assertThat(root.get("standings")).hasSize(3);
    JsonNode recap = root.at("/standings/0");
    assertThat(recap.get("method").asString()).isEqualTo("recap");
    assertThat(recap.get("seeds")).hasSize(3);
    assertThat(recap.at("/base/new").asDouble()).isEqualTo(40, within(1e-9));
    assertThat(recap.at("/tuned/new/value").asDouble()).isEqualTo(71, within(1e-9));
    assertThat(recap.at("/final-weights/accuracy/value").asDouble()).isEqualTo(1.15, within(1e-9));
    assertThat(recap.at("/final-weights/overlap/value").isNull()).isTrue();
    assertThat(recap.at("/sampled-at-the-end/accuracy/value").asDouble())
        .isEqualTo(50, within(1e-9));
    assertThat(recap.at("/sampled-at-the-end/overlap/value").isNull()).isTrue();
    JsonNode first = root.at("/recap-less-others/0");
    assertThat(first.get("other").asString()).isEqualTo("uniform");
    assertThat(first.get("measure").asString()).isEqualTo("new");
    assertThat(first.at("/difference/value").asDouble()).isEqualTo(5, within(1e-9));
    assertThat(first.get("by-seed")).hasSize(3);
  }

  @Test
  void pointsAreReadBackAsTheyWereWritten() throws IOException {
    String text = RecapPoints.write(read.points(), MEASURED);
    List<String> lines = text.lines().toList();
    assertThat(lines).hasSize(10);
    assertThat(lines.getFirst())
        .startsWith("run,method,task,rate,seed,seconds,new,prior,answer-format")
        .contains(",base_words,", ",weight_next-token,weight_accuracy,sampled_answer-format");
    assertThat(lines.get(3))
        .startsWith("\"maths.reasoning-only/0\",")
        .endsWith(",,,,,,,,,,0.5,7421");
    Path file = Files.writeString(folder.resolve("points.csv"), text);
    assertThat(RecapPoints.read(file, MEASURED)).isEqualTo(read.points());
  }

  @Test
  void thePageShowsEveryClaimTableAndCurve() throws IOException {
    Path page = folder.resolve("report.html");
    ReportPage.write(
        new RecapReport(findings(), read.curves(), RecapPlan.quick(3))
            .of("mneme", Map.of("mneme", "1")),
        page);
    assertThat(Files.readString(page))
        .contains("Learnt against kept: maths", "RECAP less each method: maths")
        .contains("Weight λ of RECAP: maths", "Convergence c of RECAP: maths")
        .contains("Mean reward of Uniform: maths", "Mean reward of Reasoning only: maths")
        .doesNotContain("Weight λ of Uniform", "Instability i of RECAP")
        .contains("better than uniform weights on both sides", "Final weights");
  }
}
