package dev.mneme.lab.recap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Estimate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Findings on made-up runs whose right answer is known. */
class RecapFindingsTest {

  private static final List<Double> RISING = List.of(0.8, 0.85, 0.95, 1.1, 1.3);
  private static final String SOMETHING_ABOVE = "Not in the paper: something";
  private static final String OURS_ABOVE = "Not in the paper: our weights";
  private static final List<Double> FALLING = List.of(1.3, 1.2, 1.0, 0.8, 0.7);

  /** As the paper has it. */
  private static PlantedRecap asInThePaper(int seeds) {
    return new PlantedRecap(seeds)
        .with(RecapMethod.RECAP, 70, 89, 12, RISING)
        .with(RecapMethod.RECAP_V2, 66, 88, 12, FALLING)
        .with(RecapMethod.UNIFORM, 65, 87, 15, List.of(1.0, 1.0, 1.0, 1.0, 1.0))
        .with(RecapMethod.REASONING_ONLY, 70.5, 80, 25, List.of());
  }

  /** The same with all other ways of weighing, each as good as uniform weights. */
  private static PlantedRecap againstAll(int seeds) {
    PlantedRecap planted = asInThePaper(seeds);
    for (RecapMethod method : RecapMethod.values()) {
      if (method.kind() == RecapMethod.Kind.WEIGHED
          && planted.points().stream().noneMatch(point -> point.method() == method)) {
        planted.with(method, 65, 87, 15, List.of());
      }
    }
    return planted;
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
    assertThat(recap.mean(Measure.NEW).value()).isEqualTo(70.2, within(1e-9));
    assertThat(recap.mean(Measure.NEW).interval().low()).isEqualTo(70.2 - 0.49683, within(1e-4));
    assertThat(recap.change(Measure.PRIOR).value()).isEqualTo(-0.8, within(1e-9));
    assertThat(recap.mean(Measure.ANSWER_FORMAT).value()).isEqualTo(75, within(1e-9));
    assertThat(recap.mean(Measure.OVERLAP).value()).as("not measured").isNaN();
    assertThat(recap.weight(Aim.ACCURACY).value()).isEqualTo(1.305, within(1e-9));
    assertThat(recap.sampled(Aim.ACCURACY).value()).isEqualTo(70.2, within(1e-9));
    assertThat(recap.sampled(Aim.OVERLAP).value()).as("not rewarded").isNaN();
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
    assertThat(paired.differences()).containsOnlyKeys(0L, 1L, 2L, 3L);
    near(paired.differences().getOrDefault(3L, 0.0), 5.3);
    near(paired.difference().value(), 5.15);
    // 3.18245 · 0.1291 / 2: what both share from seed to seed cancels out.
    assertThat(paired.difference().interval().low()).isEqualTo(4.94457, within(1e-5));
    near(
        findings
            .beyond("maths", RecapMethod.REASONING_ONLY, Measure.WORDS)
            .orElseThrow()
            .difference()
            .value(),
        -12.85);
    assertThat(findings.beyond("maths", RecapMethod.UNIFORM, Measure.OVERLAP))
        .as("not measured")
        .isEmpty();
    Estimate together = findings.together("maths", RecapMethod.UNIFORM).orElseThrow();
    near(together.mean(), 3.65);
  }

  @Test
  void twoMeasuresAreTakenTogetherWithinASeed() {
    List<RecapPoint> points = new ArrayList<>();
    for (RecapPoint point : asInThePaper(4).points()) {
      boolean uniform = point.method() == RecapMethod.UNIFORM;
      points.add(
          uniform && point.seed() == 0
              ? without(point, Measure.PRIOR)
              : uniform && point.seed() == 3 ? without(point, Measure.NEW) : point);
    }
    Estimate together =
        RecapFindings.of(points).together("maths", RecapMethod.UNIFORM).orElseThrow();
    assertThat(together.count()).as("seeds 1 and 2").isEqualTo(2);
    near(together.mean(), 4.65);
  }

  private static RecapPoint without(RecapPoint point, Measure measure) {
    Map<Measure, Double> values = new EnumMap<>(point.values());
    values.remove(measure);
    return new RecapPoint(
        point.run(),
        point.method(),
        point.task(),
        point.rate(),
        point.seed(),
        values,
        point.base(),
        point.seconds(),
        point.weights(),
        point.rewards());
  }

  private static void near(double value, double right) {
    assertThat(value).isEqualTo(right, within(1e-9));
  }

  @Test
  void whatThePaperSaysIsFoundWhereItIsPlanted() {
    RecapFindings findings = findings(againstAll(3));
    List<Claim> claims = RecapClaims.of(findings);
    assertThat(claims).hasSize(10);
    assertThat(claims.subList(0, 8))
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.HOLDS));
    assertThat(outcome(findings, SOMETHING_ABOVE)).isEqualTo(Outcome.FAILS);
    assertThat(outcome(findings, OURS_ABOVE)).isEqualTo(Outcome.FAILS);
    assertThat(claim(findings, "In the end").finding())
        .contains(
            "maths: from answer format to overlap +0.152 [+0.147, +0.157]",
            "on to next token +0.151",
            "on to accuracy +0.201");
    assertThat(claim(findings, "RECAP is better than uniform").finding())
        .isEqualTo(
            "RECAP less uniform: maths: +5.1 [+4.9, +5.3] points on the task, +2.1 [+1.9, +2.3] on the prior ones.");
    assertThat(claim(findings, "Rationales").finding())
        .contains("maths: -7.8 [-8.3, -7.3] words an answer, +30.2 [+29.7, +30.7] points");
    assertThat(claim(findings, "Not in the paper: RECAP is better").finding())
        .contains("Uniform +3.6", "(10 of 10 ways tried)")
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
    assertThat(RecapClaims.of(findings).subList(0, 8))
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.FAILS));
    assertThat(outcome(findings, SOMETHING_ABOVE)).isEqualTo(Outcome.HOLDS);
    assertThat(claim(findings, SOMETHING_ABOVE).finding())
        .contains("Uniform +4.9 [", "Reasoning only +1.9 [")
        .doesNotContain("v2");
  }

  @Test
  void betterThanAFewWaysIsNotBetterThanAll() {
    RecapFindings findings = findings(asInThePaper(3));
    assertThat(outcome(findings, "Not in the paper: RECAP is better")).isEqualTo(Outcome.OPEN);
    assertThat(claim(findings, "Not in the paper: RECAP is better").finding())
        .contains("Uniform +3.6 [+3.4, +3.8] (1 of 10 ways tried)");
  }

  @Test
  void theBestOfManyIsHeldToMoreThanAnyOneAlone() {
    // On both sides 0.6 points better than RECAP, less a tenth a seed: [-0.75, -0.25] of all three.
    PlantedRecap alone =
        new PlantedRecap(3)
            .with(RecapMethod.RECAP, 70, 89, 12, RISING)
            .with(RecapMethod.DWA, 70.6, 89.6, 15, List.of());
    assertThat(outcome(findings(alone), "Not in the paper: RECAP is better"))
        .isEqualTo(Outcome.FAILS);
    for (RecapMethod method : RecapMethod.values()) {
      if (alone.points().stream().noneMatch(point -> point.method() == method)) {
        alone.with(method, 65, 87, 15, List.of());
      }
    }
    assertThat(outcome(findings(alone), "Not in the paper: RECAP is better"))
        .as("at 1 - 0.05 / 10")
        .isEqualTo(Outcome.OPEN);
  }

  @Test
  void whatIsBetterOnOneSideAndWorseOnTheOtherLiesNotAbove() {
    List<Double> none = List.of();
    PlantedRecap planted =
        new PlantedRecap(3)
            .with(RecapMethod.RECAP, 70, 87, 12, RISING)
            .with(RecapMethod.REASONING_ONLY, 75, 80, 12, none);
    assertThat(outcome(findings(planted), SOMETHING_ABOVE)).isEqualTo(Outcome.FAILS);
    assertThat(claim(findings(planted), OURS_ABOVE).finding()).isEqualTo("It was not tried.");
    planted.with(RecapMethod.SHORTFALL, 72, 86.9, 12, none);
    assertThat(outcome(findings(planted), SOMETHING_ABOVE)).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings(planted), OURS_ABOVE)).isEqualTo(Outcome.HOLDS);
    PlantedRecap unsure =
        new PlantedRecap(2)
            .with(RecapMethod.RECAP, 70, 87, 12, RISING)
            .with(RecapMethod.SHORTFALL, 70.5, 87, 12, none);
    assertThat(outcome(findings(unsure), SOMETHING_ABOVE)).isEqualTo(Outcome.OPEN);
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
    assertThat(RecapClaims.of(findings).subList(0, 9))
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
