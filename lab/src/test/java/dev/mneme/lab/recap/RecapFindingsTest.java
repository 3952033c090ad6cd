package dev.mneme.lab.recap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Figure;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings on made-up runs whose right answer is known. */
class RecapFindingsTest {

  private static final List<Double> RISING = List.of(0.8, 0.85, 0.95, 1.1, 1.3);
  private static final List<Double> FALLING = List.of(1.3, 1.2, 1.0, 0.8, 0.7);

  /** As the paper has it. */
  private static PlantedRecap asInThePaper(int seeds) {
    return new PlantedRecap(seeds)
        .with(RecapMethod.RECAP, 70, 89, 12, RISING)
        .with(RecapMethod.RECAP_V2, 66, 88, 12, FALLING)
        .with(RecapMethod.UNIFORM, 65, 87, 15, List.of(1.0, 1.0, 1.0, 1.0, 1.0))
        .with(RecapMethod.REASONING_ONLY, 70.5, 80, 25, List.of());
  }

  private static RecapFindings findings(PlantedRecap planted) {
    return RecapFindings.of(planted.points());
  }

  private static Claim claim(RecapFindings findings, String begins) {
    return RecapClaims.of(findings).stream()
        .filter(claim -> claim.says().startsWith(begins))
        .findFirst()
        .orElseThrow();
  }

  private static Outcome outcome(RecapFindings findings, String begins) {
    return claim(findings, begins).outcome();
  }

  @Test
  void everyMethodIsToldOfAtTheRateThatDoesBestWithIt() {
    RecapFindings findings = findings(asInThePaper(3));
    assertThat(findings.standings()).hasSize(4);
    assertThat(findings.standings()).allSatisfy(each -> assertThat(each.rate()).isEqualTo(2e-4));
    Standing recap = findings.standing("maths", RecapMethod.RECAP).orElseThrow();
    assertThat(recap.points()).hasSize(3);
    assertThat(recap.mean(Measure.NEW).value()).isEqualTo(70.1, within(1e-9));
    assertThat(recap.mean(Measure.NEW).interval().low()).isEqualTo(70.1 - 0.24841, within(1e-4));
    assertThat(recap.change(Measure.PRIOR).value()).isEqualTo(-0.9, within(1e-9));
    assertThat(recap.mean(Measure.ANSWER_FORMAT).value()).isEqualTo(75, within(1e-9));
    assertThat(recap.mean(Measure.OVERLAP).value()).as("not measured").isNaN();
    assertThat(recap.weight(Aim.ACCURACY).value()).isEqualTo(1.301, within(1e-9));
    assertThat(recap.seconds()).isEqualTo(60);
  }

  @Test
  void aRateWithWhichASeedDivergedStandsBehindOneWithAll() {
    List<RecapPoint> points = new ArrayList<>(asInThePaper(3).points());
    points.removeIf(point ->
        point.method() == RecapMethod.UNIFORM && point.rate() == 2e-4 && point.seed() == 1);
    Standing uniform =
        RecapFindings.of(points).standing("maths", RecapMethod.UNIFORM).orElseThrow();
    assertThat(uniform.rate()).isEqualTo(1e-4);
    assertThat(uniform.mean(Measure.NEW).value()).isEqualTo(64.1, within(1e-9));
  }

  @Test
  void differencesArePairedOverSeeds() {
    RecapFindings findings = findings(asInThePaper(4));
    Paired paired = findings.beyond("maths", RecapMethod.UNIFORM, Measure.NEW).orElseThrow();
    assertThat(paired.differences()).hasSize(4).allSatisfy(each -> near(each, 5));
    near(paired.difference().value(), 5);
    near(paired.difference().interval().low(), 5);
    near(
        findings
            .beyond("maths", RecapMethod.REASONING_ONLY, Measure.WORDS)
            .orElseThrow()
            .difference()
            .value(),
        -13);
    assertThat(findings.beyond("maths", RecapMethod.UNIFORM, Measure.OVERLAP))
        .as("not measured")
        .isEmpty();
    Figure together = findings.together("maths", RecapMethod.UNIFORM).orElseThrow();
    near(together.value(), 3.5);
  }

  private static void near(double value, double right) {
    assertThat(value).isEqualTo(right, within(1e-9));
  }

  @Test
  void whatThePaperSaysIsFoundWhereItIsPlanted() {
    RecapFindings findings = findings(asInThePaper(3));
    assertThat(RecapClaims.of(findings))
        .hasSize(8)
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.HOLDS));
    assertThat(claim(findings, "In the end").finding())
        .contains(
            "maths: from answer format to overlap +0.150 [+0.150, +0.150]",
            "on to next token +0.150",
            "on to accuracy +0.200");
    assertThat(claim(findings, "RECAP is better than uniform").finding())
        .isEqualTo(
            "RECAP less uniform: maths: +5.0 [+5.0, +5.0] points on the task, +2.0 [+2.0, +2.0] on the prior ones.");
    assertThat(claim(findings, "Rationales").finding())
        .contains("maths: -7.9 [-8.1, -7.7] words an answer, +30.1 [+29.9, +30.3] points");
    assertThat(claim(findings, "Not in the paper: RECAP is better").finding())
        .contains("Uniform +3.5")
        .doesNotContain("v2", "Reasoning");
  }

  @Test
  void theOppositeIsSaidAsPlainly() {
    RecapFindings findings =
        findings(
            new PlantedRecap(3)
                .with(RecapMethod.RECAP, 60, 80, 25, FALLING)
                .with(RecapMethod.RECAP_V2, 66, 88, 12, RISING)
                .with(RecapMethod.UNIFORM, 65, 79, 15, List.of(1.0, 1.0, 1.0, 1.0, 1.0))
                .with(RecapMethod.REASONING_ONLY, 62, 85, 25, List.of()));
    assertThat(RecapClaims.of(findings))
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.FAILS));
  }

  @Test
  void oneSideAloneIsNoVictory() {
    RecapFindings findings =
        findings(
            new PlantedRecap(3)
                .with(RecapMethod.RECAP, 70, 87, 12, RISING)
                .with(RecapMethod.UNIFORM, 65, 87, 15, List.of(1.0, 1.0, 1.0, 1.0, 1.0)));
    assertThat(outcome(findings, "RECAP is better than uniform")).isEqualTo(Outcome.OPEN);
    assertThat(outcome(findings, "RECAP keeps more")).as("not tried").isEqualTo(Outcome.OPEN);
    assertThat(claim(findings, "RECAP keeps more").finding()).isEqualTo("It was not tried.");
  }

  @Test
  void oneSeedHasNoIntervalAndDecidesNothing() {
    RecapFindings findings = findings(asInThePaper(1));
    assertThat(RecapClaims.of(findings))
        .allSatisfy(claim -> {
          assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.OPEN);
          assertThat(claim.finding()).contains("(no interval)");
        });
  }

  @Test
  void withoutRecapOrWithoutAnotherThereIsNothingToCompare() {
    List<RecapPoint> alone =
        new PlantedRecap(1).with(RecapMethod.RECAP, 70, 87, 12, RISING).points();
    assertThatThrownBy(() -> RecapFindings.of(alone))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of a method to compare it with");
  }
}
