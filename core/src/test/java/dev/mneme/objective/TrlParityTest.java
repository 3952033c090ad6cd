package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.objective.SampledKl.Estimator;
import dev.mneme.policy.Actions;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.Scores;
import dev.mneme.tensor.Gradients;
import dev.mneme.tensor.Maths;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values and gradients with respect to each action's log-probability against those of TRL's own
 * trainers on the same numbers (bench/fixtures/trl_losses.py), in float64.
 */
class TrlParityTest {

  private static final double ERROR = 1e-10;
  private static final double BETA = 0.1;
  private static final double LOW = 0.2;
  private static final double HIGH = 0.28;
  private static final int TIME = 6;
  private static final int LONGEST = 10;

  private final Scope scope = Scope.open();
  private JsonNode fixture;
  private GivenLogProbs policy;
  private GivenLogProbs reference;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in = TrlParityTest.class.getResourceAsStream("trl_losses.json")) {
      fixture = JsonMapper.shared().readTree(Objects.requireNonNull(in));
    }
    policy = new GivenLogProbs(table("logProbs"));
    reference = new GivenLogProbs(table("reference"));
  }

  @AfterEach
  void free() {
    policy.close();
    reference.close();
    scope.close();
  }

  @Test
  void imitationLossesAreTrls() {
    Batch.Demonstrations batch = new Batch.Demonstrations(new GivenLogProbs.Unknown(8), actions(1));
    holds("nll", new CrossEntropy(), batch);
    holds("dft", new Dft(), batch);
  }

  @Test
  void preferenceLossesAreTrls() {
    Batch.Preferences batch = new Batch.Preferences(new GivenLogProbs.Unknown(4), actions(2));
    holds("dpo", new Dpo(0.3, reference), batch);
    holds("ipo", new Ipo(0.3, reference), batch);
    holds("robust", new RobustDpo(0.3, 0.1, reference), batch);
  }

  @Test
  void groupLossesAreTrls() {
    holds("grpo", new Grpo(LOW, HIGH), experience());
    holds("dr_grpo", new DrGrpo(LOW, HIGH, LONGEST), experience());
    holds("dapo", new Dapo(LOW, HIGH), experience());
    holds("bnpo", new Bnpo(LOW, HIGH), experience());
    holds("gspo", new Gspo(0.1, 0.1), experience());
    holds("cispo", new Cispo(1.2), experience());
    holds("sapo", new Sapo(), experience());
  }

  @Test
  void aKlPenaltyGatheredAlikeIsTheOneInsideTrlsLosses() {
    holds("grpo_kl", penalised(new Grpo(LOW, HIGH), Aggregation.OVER_SEQUENCES), experience());
    holds("sapo_kl", penalised(new Sapo(), Aggregation.OVER_SEQUENCES), experience());
    Aggregation overLength = new Aggregation.OverConstantLength(LONGEST);
    holds("dr_grpo_kl", penalised(new DrGrpo(LOW, HIGH, LONGEST), overLength), experience());
    holds("dapo_kl", penalised(new Dapo(LOW, HIGH), Aggregation.OVER_ACTIONS), experience());
    holds("bnpo_kl", penalised(new Bnpo(LOW, HIGH), Aggregation.OVER_ACTIONS), experience());
    holds("cispo_kl", penalised(new Cispo(1.2), Aggregation.OVER_ACTIONS), experience());
  }

  @Test
  void truncatedCompletionsAreMaskedAsInTrl() {
    float[] kept = new float[8];
    Arrays.fill(kept, 1);
    fixture.get("truncated").forEach(row -> kept[row.asInt()] = 0);
    Batch.Experience batch = experience().keeping(Tensors.floats(kept, 8));
    holds("grpo_truncated", new Grpo(LOW, HIGH), batch);
    holds("dr_grpo_truncated", new DrGrpo(LOW, HIGH, LONGEST), batch);
    holds("bnpo_truncated", new Bnpo(LOW, HIGH), batch);
  }

  /** TRL's value is that of ratios, which are 1 on fresh samples; the gradient is the same. */
  @Test
  void onFreshSamplesTheGradientOfRlooIsTrls() {
    assertSameGradient("rloo", gradient(new Rloo(), experience()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpo", "dr_grpo", "dapo", "bnpo", "gspo", "cispo", "sapo", "rloo"})
  void theCasesTellLossesApart(String name) {
    List<String> alike = new ArrayList<>();
    for (String other :
        List.of("grpo", "dr_grpo", "dapo", "bnpo", "gspo", "cispo", "sapo", "rloo")) {
      double difference =
          expected(name).get("value").asDouble() - expected(other).get("value").asDouble();
      if (Math.abs(difference) < 1e-6) {
        alike.add(other);
      }
    }
    boolean sameOverOneBatch = name.equals("dapo") || name.equals("bnpo");
    assertThat(alike).isEqualTo(sameOverOneBatch ? List.of("dapo", "bnpo") : List.of(name));
  }

  private Objective<Batch.Experience> penalised(
      Objective<Batch.Experience> objective, Aggregation aggregation) {
    SampledKl kl = new SampledKl(Estimator.K3, reference, aggregation);
    return (scores, batch) ->
        Loss.of(
            objective
                .loss(scores, batch)
                .value()
                .add(Maths.times(kl.loss(scores, batch).value(), BETA)));
  }

  private <B extends Batch> void holds(String name, Objective<? super B> objective, B batch) {
    double value = expected(name).get("value").asDouble();
    assertThat(Tensors.item(loss(objective, batch))).as(name).isCloseTo(value, within(ERROR));
    assertSameGradient(name, gradient(objective, batch));
  }

  private void assertSameGradient(String name, double[] gradient) {
    double[] expected = numbers(expected(name).get("gradient"));
    assertThat(Arrays.stream(expected).map(Math::abs).max().orElseThrow()).isPositive();
    assertThat(gradient).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      // What TRL's imitation and preference losses say of padding is masked by its models.
      double wanted = i % TIME < fixture.get("lengths").get(i / TIME).asInt() ? expected[i] : 0;
      assertThat(gradient[i]).as("%s, element %d", name, i).isCloseTo(wanted, within(ERROR));
    }
  }

  private <B extends Batch> double[] gradient(Objective<? super B> objective, B batch) {
    return Tensors.toDoubles(
        Gradients.of(loss(objective, batch), policy.parameters().tensors()).getFirst());
  }

  private <B extends Batch> Tensor loss(Objective<? super B> objective, B batch) {
    Scores scores = policy.scores(batch.prompts(), batch.actions());
    return objective.loss(scores, batch).value();
  }

  private Batch.Experience experience() {
    Rollouts rollouts = new Rollouts(new GivenLogProbs.Unknown(2), actions(4), table("old"));
    return new Batch.Experience(rollouts, Tensors.doubles(numbers(fixture.get("rewards")), 8));
  }

  private Actions actions(int group) {
    float[] mask = new float[8 * TIME];
    for (int row = 0; row < 8; row++) {
      int from = row * TIME;
      Arrays.fill(mask, from, from + fixture.get("lengths").get(row).asInt(), 1);
    }
    return new Actions(
        Tensors.longs(new long[8 * TIME], 8, TIME), Tensors.floats(mask, 8, TIME), group);
  }

  private JsonNode expected(String name) {
    return fixture.get("cases").get(name);
  }

  private Tensor table(String name) {
    return Tensors.doubles(numbers(fixture.get(name)), 8, TIME);
  }

  /** All numbers of nested lists, in their order. */
  private static double[] numbers(JsonNode node) {
    return flat(node).toArray();
  }

  private static DoubleStream flat(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).flatMapToDouble(TrlParityTest::flat)
        : DoubleStream.of(node.asDouble());
  }
}
