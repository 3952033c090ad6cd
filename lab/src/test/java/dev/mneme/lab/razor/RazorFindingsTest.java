package dev.mneme.lab.razor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.ClusterBootstrap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Findings on made-up runs whose right answer is known. */
class RazorFindingsTest {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(300, 0.95, 1);

  /** RL needs half the KL of SFT; REINFORCE is like GRPO and SimPO like SFT. */
  private static Planted asInThePaper() {
    return new Planted(0.3, 5)
        .with(RazorMethod.SFT, 0.4, 0)
        .with(RazorMethod.GRPO, 0.2, 0)
        .with(RazorMethod.REINFORCE, 0.21, 0)
        .with(RazorMethod.SIMPO, 0.39, 0);
  }

  private static RazorFindings findings(Planted planted) {
    return RazorFindings.of(planted.points(), BOOTSTRAP);
  }

  private static Outcome outcome(RazorFindings findings, String begins) {
    return Claims.of(findings).stream()
        .filter(claim -> claim.says().startsWith(begins))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void aPlantedLawIsFoundWithItsPredictor() {
    RazorFindings findings = findings(asInThePaper());
    RazorFindings.Predictor best = findings.predictors().getFirst();
    assertThat(best.name()).isIn(RazorPoint.FORWARD_KL, RazorPoint.CKNNA);
    RazorFindings.Predictor kl = findings.predictor(RazorPoint.FORWARD_KL).orElseThrow();
    assertThat(kl.rSquared().value()).isGreaterThan(0.98);
    assertThat(kl.rSquared().interval().low()).isGreaterThan(0.97);
    assertThat(kl.otherMethods()).isGreaterThan(0.97);
    assertThat(kl.otherTasks()).isGreaterThan(0.97);
    assertThat(findings.predictors().getLast().name()).isEqualTo("weights-l1");
    assertThat(findings.predictors().getLast().rSquared().value()).isLessThan(0.2);
    assertThat(findings.law().at(1, 0, 0.95).forgetting().value())
        .isEqualTo(Planted.forgetting(1), within(0.3));
    assertThat(findings.law().deviation()).isEqualTo(0.3, within(0.06));
    assertThat(outcome(findings, "Forgetting is a function")).isEqualTo(Outcome.HOLDS);
  }

  @Test
  void aPlantedAdvantageOfRlIsFoundAtEqualAccuracy() {
    RazorFindings findings = findings(asInThePaper());
    for (String task : Planted.TASKS) {
      Matched matched = findings.matched(task, RazorMethod.GRPO, RazorMethod.SFT).orElseThrow();
      double right = Planted.forgetting(2) - Planted.forgetting(1);
      assertThat(matched.level()).isEqualTo(0.8, within(1e-12));
      assertThat(matched.differences()).hasSize(5);
      assertThat(matched.difference().mean()).isEqualTo(right, within(0.6));
      assertThat(matched.interval().contains(right)).isTrue();
      Price rl = findings.price(task, RazorMethod.GRPO).orElseThrow();
      Price sft = findings.price(task, RazorMethod.SFT).orElseThrow();
      assertThat(rl.level()).isEqualTo(0.55, within(1e-12));
      assertThat(rl.reached()).isEqualTo(5);
      assertThat(rl.kl().mean()).isEqualTo(0.02, within(1e-9));
      assertThat(sft.kl().mean()).isEqualTo(0.04, within(1e-9));
      assertThat(sft.seconds().mean())
          .as("the last rate gains 50 points")
          .isEqualTo(1, within(1e-9));
    }
    assertThat(outcome(findings, "At equal accuracy")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings, "1-0 REINFORCE keeps")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings, "SimPO keeps")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings, "For the same accuracy")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings, "Representations")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings, "Not in the paper")).isEqualTo(Outcome.FAILS);
  }

  @Test
  void whereNothingIsPlantedNothingIsFound() {
    RazorFindings findings =
        findings(new Planted(2, 5).with(RazorMethod.SFT, 0.2, 0).with(RazorMethod.GRPO, 0.2, 0));
    assertThat(outcome(findings, "At equal accuracy")).isEqualTo(Outcome.OPEN);
    for (String task : Planted.TASKS) {
      assertThat(
              findings
                  .matched(task, RazorMethod.GRPO, RazorMethod.SFT)
                  .orElseThrow()
                  .interval()
                  .contains(0))
          .as(task)
          .isTrue();
    }
  }

  @Test
  void methodsThatAreNotToldApartSayNothingOfAThird() {
    RazorFindings findings =
        findings(
            new Planted(2, 3)
                .with(RazorMethod.SFT, 0.2, 0)
                .with(RazorMethod.GRPO, 0.2, 0)
                .with(RazorMethod.REINFORCE, 0.2, 0));
    assertThat(outcome(findings, "1-0 REINFORCE keeps")).isEqualTo(Outcome.OPEN);
    assertThat(outcome(findings, "SimPO keeps")).as("not tried").isEqualTo(Outcome.OPEN);
  }

  @Test
  void anAdvantageOfSftIsSaidAsPlainly() {
    RazorFindings findings =
        findings(new Planted(0.3, 3).with(RazorMethod.SFT, 0.2, 0).with(RazorMethod.GRPO, 0.4, 0));
    assertThat(outcome(findings, "At equal accuracy")).isEqualTo(Outcome.FAILS);
    assertThat(outcome(findings, "For the same accuracy")).isEqualTo(Outcome.FAILS);
  }

  @Test
  void oneSeedHasNoIntervalAndDecidesNothing() {
    RazorFindings findings =
        findings(new Planted(0.1, 1).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0));
    Matched matched = findings.matched("maths", RazorMethod.GRPO, RazorMethod.SFT).orElseThrow();
    assertThat(matched.interval().low()).isNaN();
    for (String claim : List.of("At equal accuracy", "For the same accuracy", "Representations")) {
      assertThat(outcome(findings, claim)).as(claim).isEqualTo(Outcome.OPEN);
    }
    assertThat(Claims.of(findings))
        .filteredOn(claim -> claim.says().startsWith("At equal accuracy"))
        .singleElement()
        .extracting(Claim::finding)
        .asString()
        .contains("(no interval) points at 80 %");
  }

  @Test
  void aLawThatIsOneForAllMethodsPredictsRlFromSft() {
    HeldOut one = findings(asInThePaper()).rewarded().orElseThrow();
    assertThat(one.runs()).isEqualTo(100);
    assertThat(one.bias()).isEqualTo(0, within(0.15));
    assertThat(one.typical()).isEqualTo(0.3, within(0.06));
    assertThat(one.covered()).isGreaterThan(0.9);
    assertThat(one.extrapolated()).isLessThan(0.25);
  }

  @Test
  void rlThatForgetsMoreThanItsKlSaysIsToldByTheLeftOutMethod() {
    RazorFindings findings =
        findings(
            new Planted(0.3, 3)
                .with(RazorMethod.SFT, 0.2, 0)
                .with(RazorMethod.DFT, 0.2, 0)
                .with(RazorMethod.GRPO, 0.2, 5));
    assertThat(findings.rewarded().orElseThrow().bias()).isEqualTo(5, within(0.3));
    assertThat(outcome(findings, "The law is one")).isEqualTo(Outcome.FAILS);
    HeldOut left =
        findings.methods().stream()
            .filter(each -> each.name().equals("GRPO"))
            .findFirst()
            .orElseThrow();
    assertThat(left.bias()).isEqualTo(5, within(0.3));
    assertThat(left.covered()).isLessThan(0.1);
    assertThat(findings.tasks())
        .allSatisfy(task -> assertThat(task.bias()).isEqualTo(0, within(0.5)));
  }

  @Test
  void aCheapMethodThatKeepsAsMuchIsNamed() {
    RazorFindings findings = findings(asInThePaper().with(RazorMethod.SFT_FORWARD_KL, 0.2, 0));
    assertThat(outcome(findings, "Not in the paper")).isEqualTo(Outcome.HOLDS);
    assertThat(Claims.of(findings).getLast().finding()).contains("SFT + forward KL");
  }

  @Test
  void aMethodThatLearnsNothingIsNotCompared() {
    List<RazorPoint> points = new Planted(0, 2).with(RazorMethod.SFT, 0.2, 0).points();
    RazorPoint some = points.getFirst();
    points.add(
        new RazorPoint(
            "idle", RazorMethod.GRPO, "maths", 1, 0, some.base(), some.base(), 10, some.drift()));
    RazorFindings findings = RazorFindings.of(points, BOOTSTRAP);
    assertThat(findings.matched("maths", RazorMethod.GRPO, RazorMethod.SFT))
        .isEqualTo(Optional.empty());
    assertThat(findings.price("maths", RazorMethod.GRPO).orElseThrow().reached()).isZero();
    assertThat(findings.rewarded().orElseThrow().runs()).isEqualTo(1);
  }

  @Test
  void tooFewRunsAreRefused() {
    List<RazorPoint> one = new Planted(0, 1).with(RazorMethod.SFT, 0.2, 0).points();
    assertThatThrownBy(() -> RazorFindings.of(one, BOOTSTRAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least two methods");
  }
}
