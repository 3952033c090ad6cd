package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.preserve.BudgetDecision.DrawBack;
import dev.mneme.preserve.BudgetDecision.Keep;
import dev.mneme.preserve.BudgetDecision.Loosen;
import dev.mneme.preserve.BudgetDecision.Stop;
import dev.mneme.preserve.BudgetDecision.Tighten;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForgettingBudgetTest {

  /** So exact that the law is the readings. */
  private static final double EXACT = 1e-3;

  private static final double SLOW = 1 / BudgetPace.FIRST;

  private static ForgettingBudget budget(BudgetLimit limit, BudgetPlan.By by, int backs) {
    return new ForgettingBudget(
        new BudgetPlan(limit, by, 0.95, 100, 5, 5, backs, List.of(), step -> 1));
  }

  /** Of KL, of which what is used up is known without a law. */
  private static ForgettingBudget nats(int backs) {
    return budget(new BudgetLimit.Kl(0.1), BudgetPlan.By.LAW, backs);
  }

  private static ForgettingBudget points(double points, int backs) {
    return points(points, BudgetPlan.By.LAW, backs);
  }

  private static ForgettingBudget points(double points, BudgetPlan.By by, int backs) {
    return budget(new BudgetLimit.Forgetting(points), by, backs);
  }

  private static RunLaw.Reading reading(long step, double kl, double forgetting) {
    return new RunLaw.Reading(step, kl, forgetting, EXACT);
  }

  @Test
  void probesAreDenseInTheBeginningAndTheLastStepIsOne() {
    ForgettingBudget budget = points(1, 3);
    assertThat(LongStream.rangeClosed(0, 100).filter(budget::asks).boxed())
        .containsExactly(5L, 20L, 40L, 65L, 100L);
    assertThat(LongStream.rangeClosed(0, 20).filter(budget::reads).boxed())
        .containsExactly(0L, 5L, 10L, 15L, 20L);
  }

  @Test
  void beforeTheFirstProbeItGoesSlowly() {
    ForgettingBudget budget = points(1, 3);
    assertThat(budget.pace()).isEqualTo(SLOW);
    assertThat(budget.read(5, 3))
        .isEqualTo(
            new Keep(
                "nothing is known of what is forgotten yet: learning rate 0.13 times the recipe's"));
    assertThat(budget.pace()).isEqualTo(SLOW);
  }

  @Test
  void theLearningRateIsDividedSoThatTheBudgetLastsForTheRun() {
    ForgettingBudget budget = nats(3);
    // 5 steps used 0.1 of it, so that 95 more would use 1.9.
    assertThat(budget.read(5, 0.01))
        .isInstanceOfSatisfying(
            Tighten.class,
            each -> {
              assertThat(each.factor()).isEqualTo(2);
              assertThat(each.reason())
                  .isEqualTo(
                      "0.10 of the budget expected now, 2.00 at the end as it goes: learning rate 0.06 times the recipe's");
            });
    double first = 1.9 / 0.5;
    assertThat(budget.pace()).isCloseTo(SLOW / Math.sqrt(first), within(1e-12));
    // At this rate 90 more would use what 90 / first have: less than was thought.
    double cost = 0.1 / (5 + 5 / first);
    double rest = cost * 90 / first;
    assertThat(budget.read(10, 0.01))
        .isInstanceOfSatisfying(
            Loosen.class,
            each ->
                assertThat(each.factor()).isCloseTo(Math.pow(2, rest + 0.1 - 0.6), within(1e-12)));
    double second = first * rest / 0.5;
    assertThat(budget.pace()).isCloseTo(SLOW / Math.sqrt(second), within(1e-12));
  }

  @Test
  void theRateNeverMoreThanDoublesAndIsNeverAboveTheRecipes() {
    ForgettingBudget budget = nats(3);
    budget.read(5, 0.05);
    double slow = budget.pace();
    assertThat(slow).isBetween(1.0 / 64, SLOW);
    budget.read(10, 1e-6);
    assertThat(budget.pace()).isEqualTo(2 * slow);
    for (long step = 15; step <= 40; step += 5) {
      budget.read(step, 1e-6);
    }
    assertThat(budget.pace()).isEqualTo(1);
  }

  @Test
  void whatMayBeChanceSlowsNoRunBelowItsBeginning() {
    ForgettingBudget budget = points(1, 3);
    assertThat(budget.probed(new RunLaw.Reading(5, 0.001, 0.3, 0.3)).reason())
        .contains("0.30 of the budget expected now, 6.00 at the end as it goes");
    assertThat(budget.pace()).isEqualTo(SLOW);
    ForgettingBudget sure = points(1, 3);
    sure.probed(new RunLaw.Reading(5, 0.001, 0.3, 0.1));
    assertThat(sure.pace()).isCloseTo(SLOW / Math.sqrt(5.7 / 0.3), within(1e-3));
  }

  @Test
  void whereNothingIsLeftItBarelyMoves() {
    ForgettingBudget budget = nats(3);
    assertThat(budget.read(5, 0.075)).isInstanceOf(Tighten.class);
    assertThat(budget.pace()).isEqualTo(1.0 / 64);
  }

  @Test
  void theScheduleSaysWhichStepsAreToCome() {
    ForgettingBudget budget =
        new ForgettingBudget(
            new BudgetPlan(
                new BudgetLimit.Kl(0.1),
                BudgetPlan.By.LAW,
                0.95,
                10,
                5,
                1,
                3,
                List.of(),
                step -> step <= 5 ? 1 : 0.5));
    // 5 steps at half the rate use a quarter of 0.5.
    assertThat(budget.read(5, 0.05).reason()).contains("0.63 at the end as it goes");
    assertThat(budget.pace()).isCloseTo(SLOW * Math.sqrt(0.1 / 0.125), within(1e-12));
  }

  @Test
  void aBrokenBudgetDrawsTheModelBackToItsPartOfTheRun() {
    ForgettingBudget budget = points(1, 3);
    assertThat(budget.probed(reading(20, 0.04, 2)))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> {
              assertThat(back.share()).isCloseTo(Math.sqrt(0.6 * 0.2 / 2), within(1e-6));
              assertThat(back.factor()).isEqualTo(2);
              assertThat(back.reason())
                  .isEqualTo(
                      "2.00 of the budget is expected to be used up: drawn back to 0.24 of the way from the base");
            });
    assertThat(budget.candidates()).containsExactly(0L);
    // 20 steps used 2, so that 80 more at the same rate would use 8; 0.48 is left of 0.6.
    assertThat(budget.read(20, 0.06 * 0.04)).isInstanceOf(Tighten.class);
    assertThat(budget.pace()).isCloseTo(SLOW * Math.sqrt(0.48 / 8), within(1e-5));
  }

  @Test
  void whatIsStillTooFarIsDrawnBackAgainAndInTheEndAllTheWay() {
    ForgettingBudget budget = nats(3);
    assertThat(budget.read(5, 3)).isInstanceOf(DrawBack.class);
    for (int again = 0; again < 5; again++) {
      assertThat(budget.read(5, 3))
          .isInstanceOfSatisfying(
              DrawBack.class,
              back -> {
                assertThat(back.share()).isPositive();
                assertThat(back.factor()).isEqualTo(1);
              });
    }
    assertThat(budget.read(5, 3))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> {
              assertThat(back.share()).isZero();
              assertThat(back.reason()).endsWith(": back to the base");
            });
    assertThat(budget.read(5, 0)).as("its steps cost what they did").isInstanceOf(Tighten.class);
    assertThat(budget.pace()).isCloseTo(1.0 / 64, within(1e-12));
    assertThat(budget.read(10, 3))
        .isInstanceOfSatisfying(
            DrawBack.class, back -> assertThat(back.share()).as("a new step").isPositive());
  }

  /** A law of a few readings may say that less KL hardly helps: it is not asked about that. */
  @Test
  void onTheWayToTheBaseForgettingShrinksWithTheKl() {
    ForgettingBudget budget = points(1, 3);
    budget.probed(reading(20, 0.001, 0.8));
    assertThat(budget.probed(reading(40, 1, 1.5))).isInstanceOf(DrawBack.class);
    assertThat(budget.law().guess(0.36)).isGreaterThan(0.9);
    assertThat(budget.read(40, 0.36)).isNotInstanceOf(DrawBack.class);
    assertThat(budget.expected()).isCloseTo(0.36 * 1.5, within(0.1));
    assertThat(budget.read(45, 0.4)).as("until the next probe").isNotInstanceOf(DrawBack.class);
    assertThat(budget.expected()).isCloseTo(0.4 * 1.5, within(0.1));
    assertThat(budget.probed(reading(50, 0.4, 0.7))).isNotInstanceOf(DrawBack.class);
    assertThat(budget.expected()).isCloseTo(0.7, within(1e-3));
  }

  @Test
  void goingBackTooOftenEndsTheRunWithAModelThatIsSafe() {
    ForgettingBudget budget = nats(1);
    assertThat(budget.read(5, 0.5)).isInstanceOf(DrawBack.class);
    assertThat(budget.read(5, 0.001)).isNotInstanceOf(DrawBack.class);
    assertThat(budget.read(10, 0.5))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back ->
                assertThat(back.share())
                    .as("no step is left to keep room for")
                    .isCloseTo(Math.sqrt(0.8 / 5), within(1e-12)));
    assertThat(budget.isOver()).isFalse();
    assertThat(budget.read(10, 0.11)).as("not safe").isInstanceOf(DrawBack.class);
    assertThat(budget.read(10, 0.08))
        .isEqualTo(
            new Stop(
                10,
                "it was drawn back more than 1 times: it ends with a model that is safe, 0.80 of the budget at most"));
    assertThat(budget.isOver()).isTrue();
  }

  @Test
  void theLastModelStaysIfItIsSafeAndIsDrawnBackIfNot() {
    ForgettingBudget safe = points(1, 3);
    safe.probed(reading(65, 0.004, 0.1));
    assertThat(safe.probed(reading(100, 0.005, 0.9))).isInstanceOf(Keep.class);
    assertThat(safe.isOver()).isFalse();
    ForgettingBudget unsure = points(1, 3);
    unsure.probed(reading(65, 0.004, 0.1));
    RunLaw.Reading noisy = new RunLaw.Reading(100, 0.03, 0.9, 0.5);
    BudgetDecision last = unsure.probed(noisy);
    // Its own reading alone counts, with its error and that of a check which is as large.
    double error = 1.6448536269514722 * 0.5;
    assertThat(unsure.expected()).isCloseTo(0.9, within(1e-9));
    assertThat(unsure.atMost()).isCloseTo(0.9 + Math.sqrt(2) * error, within(1e-9));
    assertThat(last)
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> {
              double part = back.share() * back.share();
              assertThat(part * 0.9 + Math.hypot(part * error, back.share() * error))
                  .as("errors of what is asked anew shrink less than what is forgotten")
                  .isCloseTo(0.9, within(1e-9));
              assertThat(back.reason()).contains("and no step is left: drawn back to");
            });
    assertThat(unsure.judges(100)).isTrue();
    assertThat(unsure.probed(new RunLaw.Reading(100, 0.01, 0.5, 0.5)))
        .as("judged again")
        .isInstanceOf(DrawBack.class);
    assertThat(unsure.probed(new RunLaw.Reading(100, 0.005, 0.2, 0.3))).isInstanceOf(Keep.class);
    assertThat(unsure.isOver()).isFalse();
  }

  /** However large the error of a probe: the base forgets nothing. */
  @Test
  void theBaseIsSafeWhateverCanBeShown() {
    ForgettingBudget budget = points(1, 3);
    assertThat(budget.probed(new RunLaw.Reading(100, 0.5, 30, 3))).isInstanceOf(DrawBack.class);
    for (int again = 0; again < 6; again++) {
      assertThat(budget.probed(new RunLaw.Reading(100, 0.1, 1, 3))).isInstanceOf(DrawBack.class);
    }
    assertThat(budget.probed(new RunLaw.Reading(100, 0, 0, 3)))
        .isEqualTo(new Keep("the last model is safe: 0.00 of the budget at most"));
    assertThat(budget.atMost()).isZero();
  }

  @Test
  void whatIsLeftBeforeTheEndIsJudgedByAProbeOfItsOwn() {
    ForgettingBudget budget = points(1, 0);
    assertThat(budget.judges(5)).isFalse();
    assertThat(budget.probed(reading(5, 0.1, 2))).isInstanceOf(DrawBack.class);
    assertThat(budget.judges(5)).isTrue();
    assertThat(budget.probed(new RunLaw.Reading(5, 0.004, 0.1, 0.2)))
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.reason()).contains("0.47 of the budget at most"));
  }

  @Test
  void aBudgetOfKlNeedsNoProbe() {
    ForgettingBudget budget = nats(3);
    assertThat(budget.looked(5, 0.002)).isInstanceOf(Loosen.class);
    assertThat(budget.read(10, 0.05)).isInstanceOf(Tighten.class);
    assertThat(budget.read(15, 0.11)).isInstanceOf(DrawBack.class);
    assertThat(budget.looked(100, 0.2))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> assertThat(back.share()).isCloseTo(Math.sqrt(0.45), within(1e-12)));
    assertThat(budget.looked(100, 0.1)).isInstanceOf(Keep.class);
  }

  @Test
  void byProbesTheRunEndsAtTheFirstThatReadsMoreThanTheBudget() {
    ForgettingBudget budget = points(1, BudgetPlan.By.PROBES, 3);
    assertThat(budget.candidates()).containsExactly(0L);
    // However unsure: a reading stands for itself.
    assertThat(budget.probed(new RunLaw.Reading(5, 0.01, 0.99, 5))).isInstanceOf(Keep.class);
    assertThat(budget.candidates()).containsExactly(5L);
    assertThat(budget.read(15, 3)).as("no prior task was asked").isInstanceOf(Keep.class);
    assertThat(budget.probed(reading(20, 0.02, -1))).isInstanceOf(Keep.class);
    assertThat(budget.isOver()).isFalse();
    assertThat(budget.probed(reading(40, 0.03, 1.01)))
        .isEqualTo(
            new Stop(
                20,
                "1.01 times the budget was read: it ends with the model of step 20 with KL 0.0200"));
    assertThat(budget.isOver()).isTrue();
    assertThat(budget.pace()).isEqualTo(1);
    assertThat(points(1, BudgetPlan.By.PROBES, 3).probed(reading(5, 0.1, 2)))
        .isInstanceOfSatisfying(
            Stop.class,
            stop -> {
              assertThat(stop.step()).isZero();
              assertThat(stop.reason()).endsWith("it ends with the base");
            });
  }

  @Test
  void byProbesABudgetOfKlIsHeldAgainstEveryReading() {
    ForgettingBudget budget = budget(new BudgetLimit.Kl(0.1), BudgetPlan.By.PROBES, 3);
    assertThat(budget.looked(5, 0.02)).isInstanceOf(Keep.class);
    assertThat(budget.read(10, 0.1)).isInstanceOf(Keep.class);
    assertThat(budget.read(15, 0.11))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.step()).isEqualTo(5));
  }

  @Test
  void byNothingTheRunIsOnlyMeasured() {
    ForgettingBudget budget = points(1, BudgetPlan.By.NONE, 3);
    BudgetDecision read = budget.read(5, 9);
    assertThat(read).isInstanceOf(Keep.class);
    assertThat(budget.probed(reading(20, 0.5, 30))).isEqualTo(read);
    assertThat(budget.probed(reading(100, 0.5, 30))).isEqualTo(read);
    assertThat(budget.candidates()).isEmpty();
    assertThat(budget.pace()).isEqualTo(1);
    assertThat(budget.law().guess(0.5)).as("what the law would say").isCloseTo(30, within(0.1));
  }

  @Test
  void whateverIsDecidedByTheSameStepsAreReadAndAsked() {
    for (BudgetPlan.By by : BudgetPlan.By.values()) {
      ForgettingBudget budget = points(1, by, 3);
      assertThat(LongStream.rangeClosed(0, 100).filter(budget::asks).boxed())
          .containsExactly(5L, 20L, 40L, 65L, 100L);
    }
  }

  @ParameterizedTest
  @EnumSource(BudgetPlan.By.class)
  void aSavedOneGoesOnWithTheSameDecisions(BudgetPlan.By by) {
    ForgettingBudget whole = points(1, by, 9);
    whole.probed(reading(5, 0.002, 0.1));
    boolean law = by == BudgetPlan.By.LAW;
    whole.probed(law ? reading(20, 0.5, 30) : reading(20, 0.003, 0.1));
    whole.read(20, 0.001);
    ForgettingBudget fresh = points(1, by, 9);
    fresh.restore(whole.state());
    for (long step = 25; step <= 100; step += 5) {
      double kl = 0.0005 * step;
      RunLaw.Reading reading = reading(step, kl, 40 * kl);
      assertThat(whole.asks(step) ? fresh.probed(reading) : fresh.read(step, kl))
          .isEqualTo(whole.asks(step) ? whole.probed(reading) : whole.read(step, kl));
      assertThat(fresh.candidates()).isEqualTo(whole.candidates());
      assertThat(fresh.pace()).isEqualTo(whole.pace());
      assertThat(fresh.atMost()).isEqualTo(whole.atMost());
    }
    assertThat(fresh.isOver()).isEqualTo(whole.isOver()).isEqualTo(by == BudgetPlan.By.PROBES);
    assertThatThrownBy(() -> fresh.restore(Map.of())).hasMessage("the saved budget is not one");
  }

  @Test
  void whatEarlierRunsReadIsKnownBeforeTheFirstProbe() {
    ForgettingBudget budget =
        new ForgettingBudget(
            new BudgetPlan(
                new BudgetLimit.Forgetting(1),
                BudgetPlan.By.LAW,
                0.95,
                100,
                5,
                5,
                3,
                List.of(new RunLaw.Reading(0, 0.1, 4, 0.5)),
                step -> 1));
    assertThat(budget.law().guess(0.1)).isCloseTo(4, within(1e-9));
    assertThat(budget.read(5, 0.05)).isInstanceOf(DrawBack.class);
  }

  @Test
  void aSteeredWeightMovesWithinItsBounds() {
    SteeredWeight weight = new SteeredWeight(0.1, 0.05, 0.4);
    weight.follow(99);
    assertThat(weight.weight()).isEqualTo(0.1);
    weight.move(2);
    assertThat(weight.weight()).isEqualTo(0.2);
    SteeredWeight same = new SteeredWeight(0.1, 0.05, 0.4);
    same.restore(weight.state());
    assertThat(same.weight()).isEqualTo(0.2);
    weight.move(100);
    assertThat(weight.weight()).isEqualTo(0.4);
    weight.move(1e-9);
    assertThat(weight.weight()).isEqualTo(0.05);
    assertThatThrownBy(() -> weight.move(0)).hasMessageContaining("must be positive");
  }
}
