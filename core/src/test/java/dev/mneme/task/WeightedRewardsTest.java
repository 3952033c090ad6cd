package dev.mneme.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightedRewardsTest {

  private static WeightedRewards.Part part(String name, double worth, double weight, boolean gate) {
    return new WeightedRewards.Part(
        name,
        (text, columns) -> new Verdict(worth, "because", Map.of("inner", worth / 2)),
        weight,
        gate);
  }

  @Test
  void theRewardIsTheWeightedMeanAndEveryPartIsTold() {
    WeightedRewards rewards =
        new WeightedRewards(List.of(part("right", 1, 3, false), part("short", 0.2, 1, false)));
    Verdict verdict = rewards.judge("", Map.of());
    assertThat(verdict.reward()).isEqualTo((3 * 1 + 1 * 0.2) / 4);
    assertThat(verdict.parts().keySet())
        .containsExactly("right", "right.inner", "short", "short.inner");
    assertThat(verdict.parts()).containsEntry("short", 0.2).containsEntry("short.inner", 0.1);
    assertThat(verdict.reason()).isEqualTo("right 1.00: because; short 0.20: because");
  }

  @Test
  void behindAShutGateNothingElseCounts() {
    WeightedRewards shut =
        new WeightedRewards(List.of(part("form", 0.5, 1, true), part("right", 1, 3, false)));
    Verdict verdict = shut.judge("", Map.of());
    assertThat(verdict.reward()).isEqualTo(0.5 / 4);
    assertThat(verdict.parts()).containsEntry("right", 1.0);
    assertThat(verdict.reason()).startsWith("form 0.50 (gate): ");
    WeightedRewards open =
        new WeightedRewards(List.of(part("form", 1, 1, true), part("right", 0.5, 3, false)));
    assertThat(open.reward("", Map.of())).isEqualTo(2.5 / 4);
  }

  @Test
  void aGateOfNoWeightOnlyOpensOrShuts() {
    assertThat(
            new WeightedRewards(List.of(part("form", 0.9, 0, true), part("right", 1, 2, false)))
                .reward("", Map.of()))
        .isZero();
    assertThat(
            new WeightedRewards(List.of(part("form", 1, 0, true), part("right", 1, 2, false)))
                .reward("", Map.of()))
        .isEqualTo(1);
  }

  @Test
  void apartEveryRewardOfWeightEarnsWhatItIsUnlessAGateIsShut() {
    WeightedRewards shut =
        new WeightedRewards(
            List.of(
                part("form", 0.5, 1, true), part("right", 1, 3, false), part("seen", 1, 0, false)));
    assertThat(shut.weighed()).containsExactly("form", "right");
    assertThat(shut.apart(shut.judge("", Map.of()))).containsExactly(0.5, 0.0);
    WeightedRewards open =
        new WeightedRewards(List.of(part("form", 1, 0, true), part("right", 0.7, 3, false)));
    assertThat(open.apart(open.judge("", Map.of()))).containsExactly(0.7);
  }

  @Test
  void mixturesThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new WeightedRewards(List.of())).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new WeightedRewards(List.of(part("a", 1, 0, false))))
        .hasMessageContaining("above 0");
    assertThatThrownBy(
            () -> new WeightedRewards(List.of(part("a", 1, 1, false), part("a", 1, 1, false))))
        .hasMessageContaining("the same name");
    assertThatThrownBy(() -> part("a", 1, -1, false)).hasMessageContaining("negative");
    assertThatThrownBy(() -> part("a.b", 1, 1, false)).hasMessageContaining("full stops");
  }
}
