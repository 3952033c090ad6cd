package dev.mneme.objective;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.policy.Actions;
import dev.mneme.policy.Enumeration;
import dev.mneme.policy.Rollouts;
import dev.mneme.policy.TabularPolicy;
import dev.mneme.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be learnt from is refused in one line, before it becomes a NaN. */
class RefusalsTest {

  private static final Enumeration POLICY = Enumeration.random(1, 2, 3, 1);

  private final Bench bench = new Bench(Precision.DOUBLE);

  @AfterEach
  void free() {
    bench.close();
  }

  @Test
  void rowsMustFillTheirGroups() {
    assertThatThrownBy(() -> Actions.single(longs(0, 1, 2), 2))
        .hasMessage("3 rows cannot be split in groups of 2");
    assertThatThrownBy(() -> Actions.single(longs(0), 0))
        .hasMessage("1 rows cannot be split in groups of 0");
  }

  @Test
  void groupsMustAnswerEveryPrompt() {
    TabularPolicy.Numbers prompts = new TabularPolicy.Numbers(longs(0, 1));
    assertThatThrownBy(
            () -> bench.policy(POLICY).scores(prompts, Actions.single(longs(0, 1, 2), 3)))
        .hasMessage("3 rows in groups of 3 answer 1 prompts, not 2");
  }

  @Test
  void aMaskMustCoverEveryAction() {
    assertThatThrownBy(() -> new Actions(longs(0, 1).unsqueeze(1), Tensors.zeros(2, 2), 1))
        .hasMessage("actions of shape [2, 1] cannot have a mask of shape [2, 2]");
  }

  @Test
  void everyRowNeedsOneReward() {
    Actions actions = Actions.single(longs(0, 1), 2);
    Rollouts rollouts =
        new Rollouts(new TabularPolicy.Numbers(longs(0)), actions, Tensors.zeros(2, 1));
    assertThatThrownBy(() -> new Batch.Experience(rollouts, Tensors.zeros(2, 1)))
        .hasMessage("2 rows need rewards of shape [2], not [2, 1]");
  }

  @Test
  void preferencesComeInPairs() {
    assertThatThrownBy(() ->
            new Batch.Preferences(
                new TabularPolicy.Numbers(longs(0)), Actions.single(longs(0, 1, 2), 3)))
        .hasMessage("preferences come in groups of two rows, not 3");
  }

  @Test
  void aDeviationNeedsTwoCompletions() {
    Rows single = new Rows(new int[] {0}, 1, new int[][] {{2}}, 1);
    Batch.Experience batch = bench.experience(single, POLICY, 1);
    assertThatThrownBy(() -> bench.evaluate(POLICY, new Grpo(), batch))
        .hasMessage("advantages over the deviation of a group need at least 2 completions, not 1");
    assertThatThrownBy(() -> bench.evaluate(POLICY, new Rloo(), batch))
        .hasMessage("leave-one-out advantages need at least 2 completions, not 1");
    assertThatThrownBy(() -> bench.evaluate(POLICY, new ReinforcePlusPlus(0.2, 0.2), batch))
        .hasMessage("advantages over the deviation of a batch need at least 2 completions, not 1");
  }

  @Test
  void clipRangesAreRefusedWhenAnObjectiveIsMade() {
    assertThatThrownBy(() -> new Grpo(1, 0.2))
        .hasMessage("clip ranges must satisfy 0 <= low < 1 and high >= 0, were 1.0 and 0.2");
    assertThatThrownBy(() -> new Dapo(0.2, -0.1)).hasMessageEndingWith("were 0.2 and -0.1");
    assertThatThrownBy(() -> new DrGrpo(Double.NaN, 0.2, 1))
        .hasMessageEndingWith("were NaN and 0.2");
    assertThatThrownBy(() -> new ReinforcePlusPlus(-1, 0))
        .hasMessageEndingWith("were -1.0 and 0.0");
  }

  @Test
  void lengthsAndTemperaturesMustBePositive() {
    assertThatThrownBy(() -> new DrGrpo(0.2, 0.2, 0))
        .hasMessage("the constant length must be positive, was 0.0");
    assertThatThrownBy(() -> new Distillation(bench.policy(POLICY), 0))
        .hasMessage("the temperature must be positive, was 0.0");
  }

  @Test
  void valuesOutsideTheirRangeAreRefusedWhenAnObjectiveIsMade() {
    assertThatThrownBy(() -> new Gspo(-1, 0)).hasMessageEndingWith("were -1.0 and 0.0");
    assertThatThrownBy(() -> new Bnpo(1, 0)).hasMessageEndingWith("were 1.0 and 0.0");
    assertThatThrownBy(() -> new Ppo(1, 0)).hasMessageEndingWith("were 1.0 and 0.0");
    assertThatThrownBy(() -> new ProximalSft(1, 0, bench.policy(POLICY)))
        .hasMessageEndingWith("were 1.0 and 0.0");
    assertThatThrownBy(() -> new Cispo(0))
        .hasMessage("the largest weight must be positive, was 0.0");
    assertThatThrownBy(() -> new Sapo(0, 1))
        .hasMessage("the temperatures must be positive, were 0.0 and 1.0");
    assertThatThrownBy(() -> new Gae(1, 1.5))
        .hasMessage("gamma and lambda must be from 0 to 1, were 1.0 and 1.5");
    assertThatThrownBy(() -> new GeneralisedJsd(2, bench.policy(POLICY)))
        .hasMessage("beta must be from 0 to 1, was 2.0");
    assertThatThrownBy(() -> new Sdft(-1, bench.policy(POLICY)))
        .hasMessage("beta must be from 0 to 1, was -1.0");
    assertThatThrownBy(() -> new Ipo(0, bench.policy(POLICY)))
        .hasMessage("beta must be positive, was 0.0");
    assertThatThrownBy(() -> new RobustDpo(1, 0.5, bench.policy(POLICY)))
        .hasMessage("the share of flipped preferences must be from 0 to below 0.5, was 0.5");
    assertThatThrownBy(() -> new ValueLoss(0, (prompts, actions) -> Tensors.zeros(1)))
        .hasMessage("the range of values must be positive, was 0.0");
  }

  @Test
  void everyPromptNeedsAnInformedOne() {
    assertThatThrownBy(() ->
            new Batch.Informed(
                new TabularPolicy.Numbers(longs(0, 1)),
                Actions.single(longs(0, 1), 1),
                new TabularPolicy.Numbers(longs(0))))
        .hasMessage("2 prompts need as many informed ones, not 1");
  }

  @Test
  void aTableMustHaveOneStateAHistory() {
    assertThatThrownBy(() -> TabularPolicy.of(Tensors.zeros(1, 5, 3), 2))
        .hasMessage("sequences of 2 actions have 4 histories, not 5");
  }

  private static Tensor longs(long... values) {
    return Tensors.longs(values, values.length);
  }
}
