package dev.mneme.lab.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.lab.claim.Numbers;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.PairedShares;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings on made-up runs whose right answer is known. */
class BudgetFindingsTest {

  private static final List<Double> BUDGETS = List.of(0.5, 1.0, 2.0, 5.0);
  private static final double BASE = 0.4;

  /**
   * Measured to half a point either way. Seed s adds s tenths of a point of accuracy, and twice as
   * much to the law, so that no difference has a spread of 0.
   */
  private static BudgetPoint point(
      BudgetMethod method, Way way, double setting, long seed, double fresh, double lost) {
    return new BudgetPoint(
        "maths.%s.%s/%s,%d".formatted(method.id(), way.id(), setting, seed),
        method,
        "maths",
        way,
        setting,
        seed,
        fresh + (way == Way.LAW ? 0.002 : 0.001) * seed,
        BASE,
        new Figure(lost, new Interval(lost - 0.5, lost + 0.5)),
        lost,
        lost / 50,
        60);
  }

  /**
   * The unconstrained lose 0.4, 3 and 9 points and reach 50, 60 and 70 %; a fixed weight loses 1.6
   * at 52 %; early stopping loses a fifth more than its budget, at as much as the law, which loses
   * half of its own, less a point.
   */
  private static List<BudgetPoint> runs(int seeds) {
    List<BudgetPoint> points = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      for (BudgetMethod method : BudgetMethod.values()) {
        points.add(point(method, Way.FREE, 1e-4, seed, 0.5, 0.4));
        points.add(point(method, Way.FREE, 4e-4, seed, 0.6, 3));
        points.add(point(method, Way.FREE, 1e-3, seed, 0.7, 9));
        points.add(point(method, Way.FIXED, 1, seed, 0.52, 1.6));
        for (double budget : BUDGETS) {
          double reached = budget == 5 ? 0.6 : 0.5;
          points.add(point(method, Way.LAW, budget, seed, reached, budget / 2));
          points.add(point(method, Way.PROBES, budget, seed, reached - 0.01, 1.2 * budget));
        }
      }
    }
    return points;
  }

  private static Claim claim(List<BudgetPoint> points, String begins) {
    return BudgetClaims.of(BudgetFindings.of(points)).stream()
        .filter(claim -> claim.says().startsWith(begins))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyRunIsHeldAgainstItsOwnBudgetOrAgainstAll() {
    BudgetFindings findings = BudgetFindings.of(runs(2));
    assertThat(findings.budgets()).containsExactlyElementsOf(BUDGETS);
    assertThat(findings.kept(Way.LAW, "all")).contains(new Kept(Way.LAW, "all", 24, 0, 24, 24, 24));
    // 6, 2.4 and 1.2 points lie more than half a point above their budgets or not.
    assertThat(findings.kept(Way.PROBES, "all"))
        .contains(new Kept(Way.PROBES, "all", 0, 6, 24, 0, 24));
    assertThat(findings.kept(Way.PROBES, "5.0 points"))
        .contains(new Kept(Way.PROBES, "5.0 points", 0, 6, 6, 0, 6));
    // Of 0.4, 3 and 9 points 1, 1, 1 and 2 are within the four budgets.
    assertThat(findings.kept(Way.FREE, "all"))
        .contains(new Kept(Way.FREE, "all", 30, 42, 72, 0, 0));
    assertThat(findings.kept(Way.FIXED, "1.0 point"))
        .contains(new Kept(Way.FIXED, "1.0 point", 0, 6, 6, 0, 6));
    assertThat(findings.kept(Way.FIXED, "SFT")).contains(new Kept(Way.FIXED, "SFT", 4, 4, 8, 4, 8));
    Figure percent = findings.kept(Way.LAW, "all").orElseThrow().percent();
    assertThat(percent.value()).isEqualTo(100);
    assertThat(percent.interval().low()).isCloseTo(100 * Math.pow(0.025, 1.0 / 24), within(1e-9));
  }

  @Test
  void aBudgetThatNoRunOfTheSameRateBreaksIsNotTight() {
    // At the highest rate SFT loses 3 points and GRPO 9; what lower rates lose does not matter.
    List<BudgetPoint> points = new ArrayList<>();
    points.add(point(BudgetMethod.SFT, Way.FREE, 1e-4, 0, 0.5, 20));
    points.add(point(BudgetMethod.SFT, Way.FREE, 1e-3, 0, 0.5, 3));
    points.add(point(BudgetMethod.GRPO, Way.FREE, 1e-3, 0, 0.5, 9));
    // With this seed the highest rate is missing, and the next one does not stand for it.
    points.add(point(BudgetMethod.SFT, Way.FREE, 1e-4, 1, 0.5, 20));
    for (long seed = 0; seed < 2; seed++) {
      for (BudgetMethod method : List.of(BudgetMethod.SFT, BudgetMethod.GRPO)) {
        points.add(point(method, Way.LAW, 1, seed, 0.5, 2));
        points.add(point(method, Way.LAW, 5, seed, 0.5, 2));
      }
    }
    BudgetFindings findings = BudgetFindings.of(points);
    // SFT at 1, GRPO at 1 and 5, of the first seed; both methods break 1.
    assertThat(findings.kept(Way.LAW, "all")).contains(new Kept(Way.LAW, "all", 4, 4, 8, 1, 3));
    assertThat(findings.kept(Way.LAW, "SFT")).contains(new Kept(Way.LAW, "SFT", 2, 2, 4, 0, 1));
    assertThat(findings.kept(Way.FREE, "all").orElseThrow().tightPercent().value()).isNaN();
  }

  @Test
  void whatIsLearntIsHeldAgainstTheBestUnconstrainedRunThatKeepsTheBudget() {
    BudgetFindings findings = BudgetFindings.of(runs(1));
    Learnt law = findings.learnt(Way.LAW, "all").orElseThrow();
    assertThat(law.ratio().value()).isCloseTo(1, within(1e-12));
    assertThat(law.ratio().interval()).as("one seed").isEqualTo(Interval.UNKNOWN);
    assertThat(law.near()).isEqualTo(100);
    assertThat(law.runs()).isEqualTo(12);
    assertThat(law.beyondBase().value()).isCloseTo((3 * 0.2 + 0.2 / 0.6) / 4, within(1e-12));
    assertThat(law.gain().value()).isCloseTo(1, within(1e-12));
    assertThat(law.gaining()).isEqualTo(12);
    assertThat(findings.learnt(Way.PROBES, "all")).as("none kept its budget").isEmpty();
    // A fixed weight counts where it keeps the budget: at 2 and 5 points.
    Learnt fixed = findings.learnt(Way.FIXED, "all").orElseThrow();
    assertThat(fixed.runs()).isEqualTo(6);
    assertThat(fixed.ratio().value()).isCloseTo((0.52 / 0.5 + 0.52 / 0.6) / 2, within(1e-12));
    assertThat(fixed.near()).isEqualTo(50);
    assertThat(fixed.gain().value()).isCloseTo((0.12 + 0.12) / (0.1 + 0.2), within(1e-12));
    assertThat(findings.learnt(Way.FREE, "all")).isEmpty();
  }

  @Test
  void whereNoUnconstrainedRunKeepsTheBudgetTheBaseDoes() {
    List<BudgetPoint> points =
        List.of(
            point(BudgetMethod.SFT, Way.FREE, 1e-3, 0, 0.7, 9),
            point(BudgetMethod.SFT, Way.LAW, 1, 0, 0.3, 0.5),
            point(BudgetMethod.GRPO, Way.LAW, 1, 0, 0.3, 0.5));
    Learnt law = BudgetFindings.of(points).learnt(Way.LAW, "all").orElseThrow();
    assertThat(law.ratio().value()).isCloseTo(0.3 / BASE, within(1e-12));
    assertThat(law.runs()).as("GRPO has nothing beside it").isEqualTo(1);
    assertThat(law.gaining()).as("the base is the best").isZero();
    assertThat(law.gain().value()).isNaN();
  }

  @Test
  void runsThatBrokeTheirBudgetsAreLeftOutWhateverTheyLearnt() {
    List<BudgetPoint> points = new ArrayList<>(runs(1));
    points.removeIf(each -> each.way() == Way.LAW && each.setting() > 0.5);
    for (BudgetMethod method : BudgetMethod.values()) {
      points.add(point(method, Way.LAW, 1, 0, 0.9, 4));
    }
    Learnt law = BudgetFindings.of(points).learnt(Way.LAW, "all").orElseThrow();
    assertThat(law.runs()).isEqualTo(3);
    assertThat(law.ratio().value()).isCloseTo(1, within(1e-12));
  }

  /** Unconstrained runs gain a thirtieth on a base that is good already. */
  private static List<BudgetPoint> withLaw(double learnt) {
    List<BudgetPoint> points = new ArrayList<>();
    for (long seed = 0; seed < 5; seed++) {
      double best = 0.62 + 0.002 * seed;
      points.add(of(Way.FREE, 1e-3, seed, best));
      points.add(of(Way.LAW, 1, seed, 0.6 + learnt * (best - 0.6)));
    }
    return points;
  }

  private static BudgetPoint of(Way way, double setting, long seed, double fresh) {
    Figure lost = new Figure(0.1, new Interval(0, 0.2));
    return new BudgetPoint(
        way + "," + seed, BudgetMethod.SFT, "maths", way, setting, seed, fresh, 0.6, lost, 0, 0, 1);
  }

  @Test
  void aRunThatReturnsTheBaseHasLearntNothing() {
    assertThat(claim(withLaw(1), "Within its budget").outcome()).isEqualTo(Outcome.OPEN);
    List<BudgetPoint> base = withLaw(0);
    Learnt law = BudgetFindings.of(base).learnt(Way.LAW, "all").orElseThrow();
    assertThat(law.ratio().interval().low()).isGreaterThan(Learnt.NEAR);
    assertThat(law.gain().value()).isZero();
    assertThat(claim(base, "Within its budget").outcome()).isEqualTo(Outcome.OPEN);
    assertThat(claim(withLaw(0.9), "Within its budget").outcome()).isEqualTo(Outcome.HOLDS);
    assertThat(claim(withLaw(-0.5), "Within its budget").outcome()).isEqualTo(Outcome.FAILS);
  }

  @Test
  void whatIsClaimedIsFoundWhereItIsPlanted() {
    List<BudgetPoint> points = runs(5);
    assertThat(BudgetClaims.of(BudgetFindings.of(points)))
        .hasSize(5)
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.HOLDS));
    assertThat(claim(points, "Budgets by the law").finding())
        .startsWith("60 of 60 runs, 100.0 [94.0, 100.0] %; 0 of the others");
    assertThat(claim(points, "With the same budget").finding()).startsWith("+1.2 [+1.0, +1.4]");
    Interval pairs = new PairedShares(0, 30, 60).interval(0.95);
    Figure more = new Figure(50, new Interval(100 * pairs.low(), 100 * pairs.high()));
    assertThat(claim(points, "A fixed KL").finding())
        .startsWith("The law 100 [94, 100] %, fixed KL weight 50 [37, 63] %; difference in pairs")
        .endsWith("seed and budget " + Numbers.figure(more, "%+.1f") + ".");
  }

  @Test
  void theOppositeIsSaidAsPlainly() {
    List<BudgetPoint> points =
        runs(5).stream()
            .map(each ->
                switch (each.way()) {
                  case LAW ->
                      point(
                          each.method(),
                          Way.LAW,
                          each.setting(),
                          each.seed(),
                          0.3,
                          each.setting() == 5 ? 1 : 20);
                  case PROBES, FIXED ->
                      point(each.method(), each.way(), each.setting(), each.seed(), 0.45, 0.1);
                  case FREE -> each;
                })
            .toList();
    assertThat(BudgetClaims.of(BudgetFindings.of(points)))
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.FAILS));
  }

  @Test
  void severalWeightsThatKeepABudgetCountAsTheirShare() {
    List<BudgetPoint> points = runs(3);
    for (BudgetPoint point : runs(3)) {
      if (point.way() == Way.FIXED) {
        points.add(point(point.method(), Way.FIXED, 10, point.seed(), 0.41, 0.1));
      }
    }
    // One weight keeps all four budgets, the other two of them: the law keeps a quarter more.
    Figure more = BudgetFindings.of(points).keepsMoreThan(Way.FIXED);
    assertThat(more.value()).isCloseTo(25, within(1e-9));
    assertThat(more.interval().low()).isBetween(0.0, 24.0);
    assertThat(more.interval().high()).isBetween(26.0, 50.0);
  }

  @Test
  void fewRunsAndOneSeedDecideNothing() {
    List<BudgetPoint> points = runs(1);
    assertThat(BudgetClaims.of(BudgetFindings.of(points)))
        .allSatisfy(
            claim -> assertThat(claim.outcome()).as(claim.toString()).isEqualTo(Outcome.OPEN));
    assertThat(claim(points, "Budgets by the law").finding())
        .contains("12 of 12", "(12 runs are too few to tell)");
    assertThat(claim(points, "With the same budget").finding()).contains("(no interval)");
    List<BudgetPoint> without = points.stream().filter(each -> each.way() != Way.PROBES).toList();
    assertThat(claim(without, "Early stopping").finding()).isEqualTo("It was not tried.");
    assertThat(claim(without, "With the same budget").finding()).isEqualTo("It was not tried.");
  }

  @Test
  void withoutTheLawOrWithoutAnotherThereIsNothingToCompare() {
    List<BudgetPoint> law = List.of(point(BudgetMethod.SFT, Way.LAW, 1, 0, 0.5, 0.5));
    List<BudgetPoint> free = List.of(point(BudgetMethod.SFT, Way.FREE, 1, 0, 0.5, 0.5));
    assertThatThrownBy(() -> BudgetFindings.of(law)).hasMessageContaining("1 runs of 1 ways");
    assertThatThrownBy(() -> BudgetFindings.of(free)).isInstanceOf(IllegalArgumentException.class);
  }
}
