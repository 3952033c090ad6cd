package dev.mneme.lab.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.lab.claim.Claim;
import dev.mneme.lab.claim.Claim.Outcome;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Findings on made-up runs whose right answer is known. */
class BudgetFindingsTest {

  private static final List<Double> BUDGETS = List.of(0.5, 1.0, 2.0, 5.0);
  private static final double BASE = 0.4;

  /** Measured to half a point either way. */
  private static BudgetPoint point(
      BudgetMethod method, Way way, double setting, long seed, double fresh, double lost) {
    return new BudgetPoint(
        "maths.%s.%s/%s,%d".formatted(method.id(), way.id(), setting, seed),
        method,
        "maths",
        way,
        setting,
        seed,
        fresh + 0.001 * seed,
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
    assertThat(findings.kept(Way.LAW, "all")).contains(new Kept(Way.LAW, "all", 24, 0, 24));
    // 6, 2.4 and 1.2 points lie more than half a point above their budgets or not.
    assertThat(findings.kept(Way.PROBES, "all")).contains(new Kept(Way.PROBES, "all", 0, 6, 24));
    assertThat(findings.kept(Way.PROBES, "5.0 points"))
        .contains(new Kept(Way.PROBES, "5.0 points", 0, 6, 6));
    // Of 0.4, 3 and 9 points 1, 1, 1 and 2 are within the four budgets.
    assertThat(findings.kept(Way.FREE, "all")).contains(new Kept(Way.FREE, "all", 30, 42, 72));
    assertThat(findings.kept(Way.FIXED, "1.0 point"))
        .contains(new Kept(Way.FIXED, "1.0 point", 0, 6, 6));
    assertThat(findings.kept(Way.FIXED, "SFT")).contains(new Kept(Way.FIXED, "SFT", 4, 4, 8));
    Figure percent = findings.kept(Way.LAW, "all").orElseThrow().percent();
    assertThat(percent.value()).isEqualTo(100);
    assertThat(percent.interval().low()).isCloseTo(100 * Math.pow(0.025, 1.0 / 24), within(1e-9));
  }

  @Test
  void whatIsLearntIsHeldAgainstTheBestUnconstrainedRunThatKeepsTheBudget() {
    BudgetFindings findings = BudgetFindings.of(runs(1));
    Learnt law = findings.learnt(Way.LAW, "all").orElseThrow();
    assertThat(law.ratio().value()).isCloseTo(1, within(1e-12));
    assertThat(law.ratio().interval()).as("one seed").isEqualTo(Interval.UNKNOWN);
    assertThat(law.near()).isEqualTo(100);
    assertThat(law.runs()).isEqualTo(12);
    assertThat(findings.learnt(Way.PROBES, "5.0 points").orElseThrow().ratio().value())
        .isCloseTo(0.59 / 0.6, within(1e-12));
    // A fixed weight counts where it keeps the budget: at 2 and 5 points.
    Learnt fixed = findings.learnt(Way.FIXED, "all").orElseThrow();
    assertThat(fixed.runs()).isEqualTo(6);
    assertThat(fixed.ratio().value()).isCloseTo((0.52 / 0.5 + 0.52 / 0.6) / 2, within(1e-12));
    assertThat(fixed.near()).isEqualTo(50);
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
    assertThat(claim(points, "With the same budget").finding()).startsWith("+1.0 [+1.0, +1.0]");
    assertThat(claim(points, "A fixed KL").finding())
        .isEqualTo(
            "The law 100 [94, 100] %, fixed KL weight 50 [37, 63] %; difference over seeds +50.0 [+50.0, +50.0].");
  }

  @Test
  void theOppositeIsSaidAsPlainly() {
    List<BudgetPoint> points =
        runs(5).stream()
            .map(each ->
                switch (each.way()) {
                  case LAW -> point(each.method(), Way.LAW, each.setting(), each.seed(), 0.3, 20);
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
