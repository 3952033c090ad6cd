package dev.mneme.app.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.app.report.ReportPage;
import dev.mneme.lab.parity.CosinePoint;
import dev.mneme.lab.parity.Method;
import dev.mneme.lab.parity.ParityFindings;
import dev.mneme.lab.parity.ParityRecipe;
import dev.mneme.lab.parity.ParitySweep;
import dev.mneme.lab.parity.Point;
import dev.mneme.lab.parity.Published;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.run.Provenance;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a study leaves, from planted points: SFT-1 reaches 96 % on parity, GRPO does not. */
class ParityResultsTest {

  private static final String COMMAND = "./mneme reproduce parity-mnist --full --seeds 1";
  private static final ParitySweep SWEEP = ParitySweep.full(1);
  private static final List<Point> POINTS = points();
  private static final List<CosinePoint> COSINES = cosines();
  private static final ParityFindings FINDINGS =
      ParityFindings.of(POINTS, COSINES, new ClusterBootstrap(200, 0.95, 1));

  @Test
  void theJsonHoldsEveryPredictorWithItsFitAndInterval() {
    JsonNode root = json();
    assertThat(root.get("command").asString()).isEqualTo(COMMAND);
    assertThat(root.get("base").get("old").asDouble()).isCloseTo(80, within(1e-9));
    JsonNode predictors = root.get("predictors");
    assertThat(predictors.size()).isEqualTo(FINDINGS.predictors().size());
    for (JsonNode predictor : predictors) {
      assertThat(predictor.propertyNames())
          .contains("name", "inputs", "degree", "r2", "low", "high");
    }
    JsonNode best = predictors.get(0);
    assertThat(best.get("name").asString()).isEqualTo("forward-kl");
    assertThat(best.get("inputs").asString()).isEqualTo("new");
    assertThat(best.get("degree").asInt()).isEqualTo(2);
    assertThat(best.get("r2").asDouble()).isCloseTo(1, within(1e-9));
    assertThat(best.get("paper").asDouble()).isEqualTo(0.96);
    assertThat(root.get("lead").get("low").asDouble()).isPositive();
    assertThat(root.get("lead").get("outcome").asString()).isEqualTo("holds");
  }

  @Test
  void theJsonHoldsEveryMethodAndNullForWhatThereIsNot() {
    JsonNode methods = json().get("methods");
    assertThat(methods.size()).isEqualTo(2);
    JsonNode sft = methods.get(0);
    assertThat(sft.propertyNames())
        .contains("name", "points", "new_at_best", "old_at_96", "low", "high");
    assertThat(sft.get("name").asString()).isEqualTo("sft-1");
    assertThat(sft.get("points").asInt()).isEqualTo(12);
    assertThat(sft.get("new_at_best").asDouble()).isCloseTo(97, within(1e-9));
    assertThat(sft.get("old_at_96").isNumber()).isTrue();
    assertThat(sft.get("low").isNull()).as("one seed").isTrue();
    JsonNode grpo = methods.get(1);
    assertThat(grpo.get("name").asString()).isEqualTo("grpo");
    assertThat(grpo.get("old_at_96").isNull()).isTrue();
    assertThat(grpo.get("low").isNull()).isTrue();
    JsonNode gap = json().get("order_at_96").get(0);
    assertThat(gap.get("first").asString()).isEqualTo("sft-1");
    assertThat(gap.get("second").asString()).isEqualTo("grpo");
    assertThat(gap.get("seeds").asInt()).isZero();
    assertThat(gap.get("difference").isNull()).isTrue();
    assertThat(ParityJson.of(FINDINGS, COMMAND, SWEEP)).doesNotContain("NaN", "Infinity");
  }

  @Test
  void theCsvHasAHeaderAndOneLineAPoint() {
    List<String> lines = ParityCsv.points(POINTS).lines().toList();
    assertThat(lines).hasSize(1 + POINTS.size());
    assertThat(lines.getFirst())
        .isEqualTo(
            "method,seed,learning-rate,schedule,epochs,step,base.new-accuracy,base.old-accuracy,"
                + "new.accuracy,new.forward-kl,new.l2,old.accuracy");
    assertThat(lines.get(1))
        .isEqualTo(
            "sft-1,0,3.0E-4,cosine,1,1,0.500000,0.800000,0.860000,0.100000,0.100000,0.792100");
    assertThat(lines).allMatch(line -> line.split(",", -1).length == 12);
  }

  @Test
  void theTablesNameEveryMeasureAndMethodAndEndWithTheAnswer() {
    StringWriter out = new StringWriter();
    new ParityTables(Terminal.plain(out, new StringWriter()), Published.about("mnist"))
        .print("ParityMNIST", FINDINGS, List.of("grpo-lr1 : the loss is NaN"));
    assertThat(out.toString())
        .contains(
            "base 50.0 % parity, 80.0 % garments (paper: 87.8, 68.5)",
            "forward-kl",
            "SFT-1",
            "GRPO less SFT-1",
            "Diverged, and left out: grpo-lr1 : the loss is NaN",
            "explains forgetting with R² 1.000, better than any other measure");
    assertThat(out.toString()).doesNotContain("NaN %", "null");
  }

  @Test
  void aMeasureWithoutAnIntervalIsLeftOutOfTheFigureButNotOfTheTable() {
    List<Point> unchanged =
        POINTS.stream().filter(point -> point.trial().equals("sft-1-0")).limit(1).toList();
    List<Point> same = new ArrayList<>(unchanged);
    same.add(
        new Point("grpo-0", Method.GRPO, recipe(Method.GRPO), 1, unchanged.getFirst().figures()));
    ParityFindings nothing = ParityFindings.of(same, List.of(), new ClusterBootstrap(50, 0.95, 1));
    assertThat(nothing.predictors()).allMatch(each -> Double.isNaN(each.r2()));
    assertThat(ReportPage.html(report().of(nothing, same, List.of()))).contains("forward-kl");
    assertThat(ParityJson.of(nothing, COMMAND, SWEEP)).doesNotContain("NaN");
  }

  @Test
  void thePageShowsEveryFigureAndSaysHowTheBaseWasMade() {
    String page = ReportPage.html(report().of(FINDINGS, POINTS, COSINES));
    assertThat(page)
        .contains(
            COMMAND,
            "Forgetting against forward KL",
            "What is learnt against what is kept",
            "R² of forgetting on each measure of drift",
            "Whether methods stand in the paper",
            "Steps that hurt garments are steps away from the base",
            "What differs from the paper",
            "for " + SWEEP.like().base().epochs() + " epochs at 1e-03");
  }

  private static ParityReport report() {
    Provenance provenance =
        new Provenance("", Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
    return new ParityReport("ParityMNIST", COMMAND, SWEEP, provenance);
  }

  private static JsonNode json() {
    return JsonMapper.shared().readTree(ParityJson.of(FINDINGS, COMMAND, SWEEP));
  }

  private static List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (Method method : List.of(Method.SFT_1, Method.GRPO)) {
      for (int i = 0; i < 12; i++) {
        double kl = 0.1 + i * 0.1;
        double forgetting = 8 * kl - kl * kl;
        Map<String, Double> figures =
            Map.of(
                Point.BASE_NEW_ACCURACY,
                0.5,
                Point.BASE_OLD_ACCURACY,
                0.8,
                Point.NEW_ACCURACY,
                (method == Method.GRPO ? 0.8 : 0.86) + i * 0.01,
                Point.OLD_ACCURACY,
                0.8 - forgetting / 100,
                Point.FORWARD_KL,
                kl,
                "new.l2",
                i * 5 % 12 + 0.1);
        points.add(
            new Point(
                "%s-%d".formatted(method.id(), i / 3), method, recipe(method), i % 3 + 1, figures));
      }
    }
    return points;
  }

  private static List<CosinePoint> cosines() {
    List<CosinePoint> cosines = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      cosines.add(new CosinePoint("grpo", Method.GRPO, step, Math.sin(step), Math.cos(step)));
    }
    return cosines;
  }

  private static ParityRecipe recipe(Method method) {
    String declared = "tuning:\n  method: " + method.id() + "\n";
    return ParityRecipe.FORMAT.parse("recipe.yaml", declared);
  }
}
