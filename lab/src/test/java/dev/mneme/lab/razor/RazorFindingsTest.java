package dev.mneme.lab.razor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
    assertThat(one.covered().value()).isGreaterThan(0.9);
    assertThat(outcome(findings(asInThePaper()), "The law is one")).isEqualTo(Outcome.HOLDS);
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
    assertThat(left.covered().value()).isLessThan(0.1);
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
            "idle",
            RazorMethod.GRPO,
            "maths",
            1,
            0,
            Planted.STEPS,
            some.base(),
            some.base(),
            10,
            some.drift()));
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

  @Test
  void modelsThatDifferInTheirSeedAloneMakeNoIntervalShorter() {
    List<RazorPoint> once =
        new Planted(4, 1).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0).points();
    List<RazorPoint> copies = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      for (RazorPoint point : once) {
        copies.add(withSeed(point, seed));
      }
    }
    Interval alone = kl(RazorFindings.of(once, BOOTSTRAP)).rSquared().interval();
    Interval copied = kl(RazorFindings.of(copies, BOOTSTRAP)).rSquared().interval();
    assertThat(copied.low()).isEqualTo(alone.low(), within(1e-9));
    assertThat(copied.high()).isEqualTo(alone.high(), within(1e-9));
  }

  @Test
  void whatBeginsWithAnotherModelIsOfItsSetting() {
    Planted both = new Planted(0, 2).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0);
    assertThat(findings(both).settings()).isEqualTo(20);
    both.with(RazorMethod.WISE_FT, 0.3, 0).with(RazorMethod.GKD, 0.3, 0);
    assertThat(findings(both).settings()).isEqualTo(20);
    both.with(RazorMethod.DFT, 0.3, 0);
    assertThat(findings(both).settings()).isEqualTo(30);
    List<RazorPoint> points = both.points();
    RazorPoint averaged =
        points.stream()
            .filter(point -> point.method() == RazorMethod.WISE_FT)
            .findFirst()
            .orElseThrow();
    assertThat(Settings.of(averaged, points))
        .as("the fifth rate learns best")
        .isEqualTo("maths.sft, rate 5.0, 240 steps");
    assertThat(Settings.of(averaged, List.of(averaged)))
        .isEqualTo("maths.wise-ft, rate 1.0, 240 steps");
  }

  @Test
  void whatLearntForAnotherTimeIsAnotherTrialAndSetting() {
    List<RazorPoint> points =
        new Planted(0, 2).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0).points();
    List<RazorPoint> both = new ArrayList<>(points);
    points.forEach(point -> both.add(withSteps(point, 60, 5)));
    assertThat(points.getFirst().sameTrial(both.getFirst())).isTrue();
    assertThat(points.getFirst().sameTrial(both.get(points.size()))).isFalse();
    assertThat(RazorFindings.of(both, BOOTSTRAP).settings()).isEqualTo(40);
  }

  @Test
  void secondsAreThoseOfTheQuickestModelThatGetsThere() {
    List<RazorPoint> points =
        new ArrayList<>(
            new Planted(0, 2)
                .with(RazorMethod.SFT, 0.4, 0)
                .with(RazorMethod.GRPO, 0.2, 0)
                .points());
    // As good in a fifth of the time, but on maths alone; and quicker still without getting there.
    points.stream()
        .filter(point -> point.method() == RazorMethod.SFT && point.task().equals("maths"))
        .toList()
        .forEach(point -> points.add(withSteps(point, 60, point.rate() < 5 ? 0.01 : 0.2)));
    Matched maths = matched(points, "maths");
    assertThat(maths.level()).isEqualTo(0.8, within(1e-12));
    assertThat(maths.shares()).hasSize(2);
    assertThat(maths.share().mean()).isEqualTo(40, within(0.1));
    assertThat(matched(points, "calls").share().mean()).isEqualTo(8, within(0.1));
    // A seed whose seconds nobody knows says nothing of them, but of what is kept.
    points.replaceAll(
        point -> point.seed() == 0 ? withSteps(point, point.steps(), Double.NaN) : point);
    assertThat(matched(points, "maths").shares()).hasSize(1);
    assertThat(matched(points, "maths").differences()).hasSize(2);
    points.replaceAll(point -> withSteps(point, point.steps(), Double.NaN));
    assertThat(matched(points, "maths").share().mean()).isNaN();
  }

  private static Matched matched(List<RazorPoint> points, String task) {
    return RazorFindings.of(points, BOOTSTRAP)
        .matched(task, RazorMethod.GRPO, RazorMethod.SFT)
        .orElseThrow();
  }

  private static RazorPoint withSteps(RazorPoint point, int steps, double seconds) {
    return new RazorPoint(
        point.run() + steps,
        point.method(),
        point.task(),
        point.rate(),
        point.seed(),
        steps,
        point.scores(),
        point.base(),
        point.seconds() * seconds,
        point.drift());
  }

  @Test
  void fewSettingsGiveNoIntervalsOfRSquaredHoweverWellTheyAreFitted() {
    List<RazorPoint> maths =
        new Planted(0.01, 3)
            .with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0).points().stream()
                .filter(point -> point.task().equals("maths"))
                .toList();
    RazorFindings findings = RazorFindings.of(maths, BOOTSTRAP);
    assertThat(findings.settings()).isEqualTo(10);
    assertThat(kl(findings).rSquared().value()).isGreaterThan(0.999);
    assertThat(kl(findings).rSquared().interval()).isEqualTo(Interval.UNKNOWN);
    assertThat(findings.rivals())
        .allMatch(rival -> rival.difference().interval().equals(Interval.UNKNOWN))
        .allMatch(rival -> rival.corrected().equals(Interval.UNKNOWN));
    assertThat(outcome(findings, "Forgetting is a function")).isEqualTo(Outcome.OPEN);
    assertThat(finding(findings, "Forgetting is a function"))
        .endsWith("(no interval) over 30 runs of 10 settings. An interval needs 12 settings.");
    assertThat(outcome(findings, "Forward KL predicts")).isEqualTo(Outcome.OPEN);
  }

  @Test
  void aLawWhoseIntervalHoldsThePapersNumberIsCompatibleAndNoMore() {
    RazorFindings findings =
        findings(new Planted(3, 1).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0));
    Figure r2 = kl(findings).rSquared();
    assertThat(r2.value()).isGreaterThan(Claims.PAPER);
    assertThat(r2.interval().contains(Claims.PAPER)).isTrue();
    assertThat(outcome(findings, "Forgetting is a function")).isEqualTo(Outcome.OPEN);
    assertThat(finding(findings, "Forgetting is a function"))
        .endsWith("The interval holds the paper's 0.71: the two are compatible.");
  }

  @Test
  void aRivalThatIsAsGoodButForOneSettingIsNotBeaten() {
    Random random = new Random(2);
    List<RazorPoint> points = new ArrayList<>();
    new Planted(0.3, 2)
        .with(RazorMethod.SFT, 0.4, 0)
        .with(RazorMethod.GRPO, 0.2, 0)
        .points()
        .forEach(point -> {
          double kl = point.forwardKl();
          boolean odd = point.method() == RazorMethod.GRPO && point.rate() == 1;
          points.add(
              withDrift(
                  point,
                  Map.of(
                      RazorPoint.FORWARD_KL,
                      kl,
                      "noisy",
                      kl + 0.2 * random.nextGaussian(),
                      "odd",
                      odd && point.task().equals("maths") ? 3 : kl)));
        });
    RazorFindings findings = RazorFindings.of(points, BOOTSTRAP);
    assertThat(findings.rivals())
        .extracting(RazorFindings.Rival::name)
        .containsExactly("noisy", "odd");
    assertThat(findings.rivals().getFirst().difference().interval().low()).isPositive();
    assertThat(findings.rivals().getLast().difference().interval().low())
        .as("a third of the resamples lack that setting")
        .isLessThanOrEqualTo(1e-9);
    assertThat(outcome(findings, "Forward KL predicts")).isEqualTo(Outcome.OPEN);
  }

  @Test
  void forwardKlLeadsAheadOfAllRivalsAndNotBehindOneThatIsSureAmongAll() {
    RazorFindings.Rival beaten = rival(0.1, 0.3, 0.05, 0.4);
    RazorFindings.Rival alike = rival(-0.1, 0.3, -0.2, 0.4);
    RazorFindings.Rival singled = rival(-0.3, -0.1, -0.4, 0.01);
    RazorFindings.Rival better = rival(-0.3, -0.1, -0.4, -0.05);
    assertThat(lead(beaten, beaten)).isEqualTo(Outcome.HOLDS);
    assertThat(lead(beaten, alike)).isEqualTo(Outcome.OPEN);
    assertThat(lead(beaten, singled)).isEqualTo(Outcome.OPEN);
    assertThat(lead(beaten, better)).isEqualTo(Outcome.FAILS);
    assertThat(lead()).isEqualTo(Outcome.OPEN);
  }

  @Test
  void coverageDecidesWhereTheLawBindsAndWasCalibratedThere() {
    assertThat(transfer(91, 100, 0, 1)).as("0.91 [0.84, 0.96]").isEqualTo(Outcome.HOLDS);
    assertThat(transfer(88, 100, 0, 1)).as("0.88 [0.80, 0.94]").isEqualTo(Outcome.FAILS);
    assertThat(transfer(20, 20, 0, 1)).isEqualTo(Outcome.HOLDS);
    assertThat(transfer(20, 20, 0.5, 2)).isEqualTo(Outcome.HOLDS);
    assertThat(transfer(19, 19, 0, 1)).as("too few").isEqualTo(Outcome.OPEN);
    assertThat(transfer(100, 100, 0.51, 1)).as("guessed").isEqualTo(Outcome.OPEN);
    assertThat(transfer(100, 100, 0, 2.01)).as("intervals hold anything").isEqualTo(Outcome.OPEN);
    assertThat(transfer(0, 100, 1, 1)).as("guessed").isEqualTo(Outcome.OPEN);
  }

  @Test
  void aLawThatIsCalibratedElsewhereOrOnNoiseIsToldToBe() {
    RazorFindings far =
        findings(new Planted(0.3, 3).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.06, 0));
    assertThat(far.rewarded().orElseThrow().extrapolated()).isEqualTo(1);
    assertThat(outcome(far, "The law is one")).isEqualTo(Outcome.OPEN);
    assertThat(finding(far, "The law is one")).contains("The law guesses: 100 %");
    RazorFindings loose =
        findings(new Planted(10, 3).with(RazorMethod.SFT, 0.1, 0).with(RazorMethod.GRPO, 0.1, 0));
    HeldOut held = loose.rewarded().orElseThrow();
    assertThat(held.reach()).as("t times 10, and the law's own error").isBetween(16.0, 26.0);
    assertThat(held.spread()).isEqualTo(10, within(3.0));
    assertThat(outcome(loose, "The law is one")).isEqualTo(Outcome.OPEN);
    assertThat(finding(loose, "The law is one")).contains("The law does not bind");
  }

  @Test
  void aMethodThatIsNeitherNearerNorFartherByItsIntervalSaysNothing() {
    List<RazorPoint> points = new ArrayList<>();
    double[] between = {0.68, 0.72, 0.70};
    for (String task : Planted.TASKS) {
      for (int seed = 0; seed < 3; seed++) {
        points.add(point(RazorMethod.SFT, task, seed, 0.8, 0.60 + 0.001 * seed));
        points.add(point(RazorMethod.GRPO, task, seed, 0.8, 0.78));
        points.add(point(RazorMethod.REINFORCE, task, seed, 0.8, between[seed]));
      }
    }
    RazorFindings findings = RazorFindings.of(points, BOOTSTRAP);
    Nearness found =
        findings
            .nearness("maths", RazorMethod.REINFORCE, RazorMethod.GRPO, RazorMethod.SFT)
            .orElseThrow();
    assertThat(found.nearer().value()).as("a little nearer").isEqualTo(1.9, within(1e-9));
    assertThat(found.nearer().interval().contains(0)).isTrue();
    assertThat(outcome(findings, "At equal accuracy")).isEqualTo(Outcome.HOLDS);
    assertThat(outcome(findings, "1-0 REINFORCE keeps")).isEqualTo(Outcome.OPEN);
  }

  @Test
  void methodsAreCalledAlikeAtOneAccuracyThatAllThreeReach() {
    // REINFORCE ends at 0.6: what the others keep at 0.8, where they are farther apart, is no
    // matter.
    List<RazorPoint> points = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      double jitter = 0.001 * seed;
      points.add(point(RazorMethod.SFT, "maths", seed, 0.6, 0.70 + jitter));
      points.add(point(RazorMethod.SFT, "maths", seed, 0.8, 0.40));
      points.add(point(RazorMethod.GRPO, "maths", seed, 0.6, 0.78));
      points.add(point(RazorMethod.GRPO, "maths", seed, 0.8, 0.77));
      points.add(point(RazorMethod.REINFORCE, "maths", seed, 0.6, 0.72));
    }
    Nearness found =
        Nearness.of(points, "maths", RazorMethod.REINFORCE, RazorMethod.GRPO, RazorMethod.SFT)
            .orElseThrow();
    assertThat(found.level()).isEqualTo(0.6);
    assertThat(found.nearer().value())
        .as("2 less 0.1 from SFT, 6 from GRPO")
        .isEqualTo(-4.1, within(1e-9));
    assertThat(found.nearer().interval().high()).isNegative();
  }

  @Test
  void pricesOfSomeSeedsDecideNothing() {
    List<RazorPoint> points = new ArrayList<>(asInThePaper().points());
    points.removeIf(point ->
        point.method() == RazorMethod.GRPO && point.seed() == 0 && point.scores().newTask() > 0.5);
    RazorFindings findings = RazorFindings.of(points, BOOTSTRAP);
    assertThat(outcome(findings, "For the same accuracy")).isEqualTo(Outcome.OPEN);
    assertThat(outcome(findings, "Representations")).isEqualTo(Outcome.OPEN);
    assertThat(finding(findings, "For the same accuracy"))
        .contains("maths: GRPO gets there with 4 of 5 seeds, SFT 0.0400 [0.0399, 0.0401]");
  }

  @Test
  void whereNoCheapMethodWasTriedNothingIsSaidOfThem() {
    RazorFindings findings =
        findings(
            new Planted(0.3, 3)
                .with(RazorMethod.SFT, 0.4, 0)
                .with(RazorMethod.GRPO, 0.2, 0)
                .with(RazorMethod.REINFORCE, 0.2, 0));
    assertThat(outcome(findings, "Not in the paper")).isEqualTo(Outcome.OPEN);
    assertThat(finding(findings, "Not in the paper")).startsWith("No such method was tried");
  }

  @Test
  void aCheapMethodOfOneSeedOrOfWideIntervalsIsNotJudged() {
    for (Planted planted : List.of(new Planted(0.01, 1), new Planted(3, 3))) {
      RazorFindings findings =
          findings(
              planted
                  .with(RazorMethod.SFT, 0.4, 0)
                  .with(RazorMethod.GRPO, 0.2, 0)
                  .with(RazorMethod.SFT_FORWARD_KL, 0.2, 0));
      assertThat(outcome(findings, "Not in the paper")).isEqualTo(Outcome.OPEN);
      assertThat(finding(findings, "Not in the paper"))
          .contains("SFT + forward KL cannot be told (");
    }
  }

  private static RazorFindings.Predictor kl(RazorFindings findings) {
    return findings.predictor(RazorPoint.FORWARD_KL).orElseThrow();
  }

  private static String finding(RazorFindings findings, String begins) {
    return Claims.of(findings).stream()
        .filter(claim -> claim.says().startsWith(begins))
        .findFirst()
        .orElseThrow()
        .finding();
  }

  private static RazorFindings.Rival rival(double low, double high, double least, double most) {
    return new RazorFindings.Rival(
        "other", new Figure((low + high) / 2, new Interval(low, high)), new Interval(least, most));
  }

  private static Outcome lead(RazorFindings.Rival... rivals) {
    return outcome(with(List.of(rivals), Optional.empty()), "Forward KL predicts");
  }

  /** Of a law whose calibrated runs deviate by 2 points. */
  private static Outcome transfer(int covered, int runs, double extrapolated, double reach) {
    HeldOut held =
        new HeldOut("RL", runs, 0, 1, 0.5, new Share(covered, runs), extrapolated, reach, 2);
    return outcome(with(List.of(), Optional.of(held)), "The law is one");
  }

  private static RazorFindings with(List<RazorFindings.Rival> rivals, Optional<HeldOut> held) {
    RazorFindings some =
        findings(new Planted(1, 1).with(RazorMethod.SFT, 0.4, 0).with(RazorMethod.GRPO, 0.2, 0));
    return new RazorFindings(
        some.points(),
        some.predictors(),
        rivals,
        some.law(),
        some.methods(),
        some.tasks(),
        held,
        some.fronts(),
        some.matched(),
        some.prices());
  }

  private static RazorPoint withSeed(RazorPoint point, long seed) {
    return new RazorPoint(
        point.run() + seed,
        point.method(),
        point.task(),
        point.rate(),
        seed,
        point.steps(),
        point.scores(),
        point.base(),
        point.seconds(),
        point.drift());
  }

  private static RazorPoint withDrift(RazorPoint point, Map<String, Double> drift) {
    return new RazorPoint(
        point.run(),
        point.method(),
        point.task(),
        point.rate(),
        point.seed(),
        point.steps(),
        point.scores(),
        point.base(),
        point.seconds(),
        drift);
  }

  private static RazorPoint point(
      RazorMethod method, String task, long seed, double newTask, double prior) {
    return new RazorPoint(
        "%s %s %d %s".formatted(task, method, seed, newTask),
        method,
        task,
        1,
        seed,
        Planted.STEPS,
        new RazorPoint.Scores(newTask, prior),
        new RazorPoint.Scores(0.3, 0.8),
        1,
        Map.of(RazorPoint.FORWARD_KL, 1 - prior));
  }
}
