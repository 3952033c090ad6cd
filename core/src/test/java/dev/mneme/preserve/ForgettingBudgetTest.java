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

  private static ForgettingBudget budget(
      ForgettingBudget.Limit limit, ForgettingBudget.By by, int backs) {
    return new ForgettingBudget(
        new ForgettingBudget.Plan(limit, by, 0.95, 100, 5, 5, backs, List.of()));
  }

  private static ForgettingBudget points(double points, int backs) {
    return points(points, ForgettingBudget.By.LAW, backs);
  }

  private static ForgettingBudget points(double points, ForgettingBudget.By by, int backs) {
    return budget(new ForgettingBudget.Limit.Forgetting(points), by, backs);
  }

  private static RunLaw.Reading reading(double kl, double forgetting, int number) {
    return new RunLaw.Reading(kl, forgetting, EXACT, number);
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
  void beforeTheFirstProbeItKeepsEverythingAsItIs() {
    ForgettingBudget budget = points(1, 3);
    assertThat(budget.read(5, 3)).isInstanceOf(Keep.class);
    assertThat(budget.sure()).isZero();
    assertThat(budget.likely()).isInfinite();
  }

  @Test
  void itHoldsMoreFirmlyNearTheBudgetAndLessFirmlyFarFromIt() {
    ForgettingBudget budget = points(1, 3);
    // A reading misses the law by 15 % and more, so that 0.5 points are sure to be less than 1.
    BudgetDecision far = budget.probed(5, reading(0.005, 0.1, 0));
    assertThat(far).isInstanceOf(Loosen.class);
    double sure = budget.sure();
    assertThat(sure).isBetween(0.01, 0.05);
    assertThat(budget.read(10, 0.8 * sure))
        .isInstanceOfSatisfying(
            Tighten.class, each -> assertThat(each.factor()).isBetween(1.2, 2.0));
    assertThat(budget.read(15, 0.85 * sure)).isInstanceOf(Keep.class);
    assertThat(budget.read(20, 0.01 * sure))
        .isInstanceOfSatisfying(
            Loosen.class,
            each -> assertThat(each.factor()).isCloseTo(Math.pow(2, -0.84), within(1e-9)));
  }

  @Test
  void anUnknownDriftIsHeldMoreFirmlyThoughItIsNotBroken() {
    ForgettingBudget budget = points(1, 3);
    budget.probed(5, reading(0.01, 0.4, 0));
    double between = Math.sqrt(budget.sure() * budget.likely());
    assertThat(between).isBetween(budget.sure(), budget.likely());
    assertThat(budget.read(10, between)).isInstanceOf(Tighten.class);
  }

  @Test
  void aBrokenBudgetDrawsTheModelBackUntilItShouldBeSafe() {
    ForgettingBudget budget = points(1, 3);
    budget.probed(5, reading(0.002, 0.1, 0));
    budget.probed(20, reading(0.006, 0.3, 1));
    // What it knew then: the law of all three.
    RunLaw law =
        new RunLaw(List.of(reading(0.002, 0.1, 0), reading(0.006, 0.3, 1), reading(0.04, 2, 2)));
    double sure = law.sure(1, budget.doubt());
    assertThat(sure).isBetween(0.005, 0.02);
    assertThat(budget.probed(40, reading(0.04, 2, 2)))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> {
              assertThat(back.share() * back.share() * 0.04).isCloseTo(0.85 * sure, within(1e-9));
              assertThat(back.factor()).isEqualTo(2);
              assertThat(back.reason())
                  .startsWith("KL 0.0400 is beyond 0.0")
                  .contains("is expected to be used up: drawn back to 0.")
                  .endsWith(" of the way from the base");
            });
    assertThat(budget.candidates()).containsExactly(0L);
    assertThat(budget.pace()).isEqualTo(0.5);
    assertThat(budget.read(40, 0.85 * sure)).isNotInstanceOf(DrawBack.class);
    assertThat(budget.read(40, 0.04)).isInstanceOf(DrawBack.class);
    assertThat(budget.pace()).as("what is drawn back again did not learn again").isEqualTo(0.5);
  }

  @Test
  void whatIsStillTooFarIsDrawnBackAgainAndInTheEndAllTheWay() {
    ForgettingBudget budget = points(1, 3);
    assertThat(budget.probed(5, reading(0.5, 30, 0))).isInstanceOf(DrawBack.class);
    for (int again = 0; again < 2; again++) {
      assertThat(budget.read(5, 0.3))
          .isInstanceOfSatisfying(
              DrawBack.class,
              back -> {
                assertThat(back.share()).isPositive();
                assertThat(back.factor()).isEqualTo(1);
              });
    }
    assertThat(budget.read(5, 0.3))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> {
              assertThat(back.share()).isZero();
              assertThat(back.reason()).endsWith(": back to the base");
            });
    assertThat(budget.read(5, 0)).isInstanceOf(Loosen.class);
    assertThat(budget.pace()).isEqualTo(0.5);
    assertThat(budget.read(10, 0.5))
        .isInstanceOfSatisfying(
            DrawBack.class, back -> assertThat(back.share()).as("a new step").isPositive());
    assertThat(budget.pace()).isEqualTo(0.25);
  }

  @Test
  void theLawIsThatOfTheReadingsSinceTheModelWasDrawnBack() {
    ForgettingBudget budget = points(1, 3);
    budget.probed(5, reading(0.002, 0.01, 0));
    budget.probed(20, reading(0.5, 30, 1));
    assertThat(budget.law().readings()).as("the last one while there is none").hasSize(1);
    assertThat(budget.law().guess(0.5)).isCloseTo(30, within(0.1));
    budget.read(20, 0.001);
    budget.probed(40, reading(0.01, 0.2, 2));
    assertThat(budget.law().readings()).containsExactly(reading(0.01, 0.2, 2));
    budget.probed(65, reading(0.02, 0.4, 3));
    assertThat(budget.law().readings()).hasSize(2);
  }

  @Test
  void goingBackTooOftenEndsTheRunWithAModelThatIsSafe() {
    ForgettingBudget budget = points(1, 1);
    assertThat(budget.probed(5, reading(0.5, 30, 0))).isInstanceOf(DrawBack.class);
    assertThat(budget.read(5, 0.001)).isNotInstanceOf(DrawBack.class);
    assertThat(budget.read(10, 0.5)).isInstanceOf(DrawBack.class);
    assertThat(budget.isOver()).isFalse();
    assertThat(budget.read(10, 1.1 * budget.sure())).as("not safe").isInstanceOf(DrawBack.class);
    assertThat(budget.read(10, 0.8 * budget.sure()))
        .isInstanceOfSatisfying(
            Stop.class,
            stop -> {
              assertThat(stop.step()).isEqualTo(10);
              assertThat(stop.reason()).startsWith("it was drawn back more than 1 times: it ends");
            });
    assertThat(budget.isOver()).isTrue();
  }

  @Test
  void theLastModelStaysIfItIsSafeAndIsDrawnBackIfNot() {
    ForgettingBudget safe = points(1, 3);
    safe.probed(65, reading(0.004, 0.1, 0));
    assertThat(safe.probed(100, reading(0.005, 0.1, 1))).isInstanceOf(Keep.class);
    assertThat(safe.isOver()).isFalse();
    ForgettingBudget unsure = points(1, 3);
    unsure.probed(65, reading(0.004, 0.1, 0));
    BudgetDecision last = unsure.probed(100, new RunLaw.Reading(0.03, 0.9, 2, 1));
    double sure = unsure.sure();
    assertThat(last)
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> {
              assertThat(back.share()).isCloseTo(Math.sqrt(0.85 * sure / 0.03), within(1e-9));
              assertThat(back.reason()).contains("and no step is left: drawn back to");
            });
    assertThat(unsure.read(100, 0.85 * sure)).isInstanceOf(Keep.class);
    assertThat(unsure.isOver()).isFalse();
  }

  @Test
  void aBudgetOfKlNeedsNoProbe() {
    ForgettingBudget budget =
        budget(new ForgettingBudget.Limit.Kl(0.1), ForgettingBudget.By.LAW, 3);
    assertThat(budget.looked(5, 0.02)).isInstanceOf(Loosen.class);
    assertThat(budget.read(10, 0.09)).isInstanceOf(Tighten.class);
    assertThat(budget.read(15, 0.11))
        .isInstanceOfSatisfying(
            DrawBack.class,
            back -> assertThat(back.share()).isCloseTo(Math.sqrt(0.085 / 0.11), within(1e-12)));
    assertThat(budget.looked(100, 0.2)).isInstanceOf(DrawBack.class);
    assertThat(budget.looked(100, 0.1)).isInstanceOf(Keep.class);
  }

  @Test
  void byProbesTheRunEndsAtTheFirstThatReadsMoreThanTheBudget() {
    ForgettingBudget budget = points(1, ForgettingBudget.By.PROBES, 3);
    assertThat(budget.candidates()).containsExactly(0L);
    // However unsure: a reading stands for itself.
    assertThat(budget.probed(5, new RunLaw.Reading(0.01, 0.99, 5, 0))).isInstanceOf(Keep.class);
    assertThat(budget.candidates()).containsExactly(5L);
    assertThat(budget.read(15, 3)).as("no prior task was asked").isInstanceOf(Keep.class);
    assertThat(budget.probed(20, reading(0.02, -1, 1))).isInstanceOf(Keep.class);
    assertThat(budget.isOver()).isFalse();
    assertThat(budget.probed(40, reading(0.03, 1.01, 2)))
        .isEqualTo(
            new Stop(
                20,
                "1.01 times the budget was read: it ends with the model of step 20 with KL 0.0200"));
    assertThat(budget.isOver()).isTrue();
    assertThat(budget.pace()).isEqualTo(1);
    assertThat(points(1, ForgettingBudget.By.PROBES, 3).probed(5, reading(0.1, 2, 0)))
        .isInstanceOfSatisfying(
            Stop.class,
            stop -> {
              assertThat(stop.step()).isZero();
              assertThat(stop.reason()).endsWith("it ends with the base");
            });
  }

  @Test
  void byProbesABudgetOfKlIsHeldAgainstEveryReading() {
    ForgettingBudget budget =
        budget(new ForgettingBudget.Limit.Kl(0.1), ForgettingBudget.By.PROBES, 3);
    assertThat(budget.looked(5, 0.02)).isInstanceOf(Keep.class);
    assertThat(budget.read(10, 0.1)).isInstanceOf(Keep.class);
    assertThat(budget.read(15, 0.11))
        .isInstanceOfSatisfying(Stop.class, stop -> assertThat(stop.step()).isEqualTo(5));
  }

  @Test
  void byNothingTheRunIsOnlyMeasured() {
    ForgettingBudget budget = points(1, ForgettingBudget.By.NONE, 3);
    BudgetDecision read = budget.read(5, 9);
    assertThat(read).isInstanceOf(Keep.class);
    assertThat(budget.probed(20, reading(0.5, 30, 0))).isEqualTo(read);
    assertThat(budget.probed(100, reading(0.5, 30, 1))).isEqualTo(read);
    assertThat(budget.candidates()).isEmpty();
    assertThat(budget.law().guess(0.5)).as("what the law would say").isCloseTo(30, within(0.1));
  }

  @Test
  void whateverIsDecidedByTheSameStepsAreReadAndAsked() {
    for (ForgettingBudget.By by : ForgettingBudget.By.values()) {
      ForgettingBudget budget = points(1, by, 3);
      assertThat(LongStream.rangeClosed(0, 100).filter(budget::asks).boxed())
          .containsExactly(5L, 20L, 40L, 65L, 100L);
    }
  }

  @ParameterizedTest
  @EnumSource(ForgettingBudget.By.class)
  void aSavedOneGoesOnWithTheSameDecisions(ForgettingBudget.By by) {
    ForgettingBudget whole = points(1, by, 2);
    whole.probed(5, reading(0.002, 0.1, 0));
    whole.probed(20, by == ForgettingBudget.By.LAW ? reading(0.5, 30, 1) : reading(0.003, 0.1, 1));
    whole.read(20, 0.001);
    ForgettingBudget fresh = points(1, by, 2);
    fresh.restore(whole.state());
    for (long step = 25; step <= 100; step += 5) {
      double kl = 0.0005 * step;
      RunLaw.Reading reading = reading(kl, 40 * kl, (int) step);
      assertThat(whole.asks(step) ? fresh.probed(step, reading) : fresh.read(step, kl))
          .isEqualTo(whole.asks(step) ? whole.probed(step, reading) : whole.read(step, kl));
      assertThat(fresh.candidates()).isEqualTo(whole.candidates());
      assertThat(fresh.sure()).isEqualTo(whole.sure());
    }
    assertThat(fresh.isOver())
        .isEqualTo(whole.isOver())
        .isEqualTo(by == ForgettingBudget.By.PROBES);
    assertThatThrownBy(() -> fresh.restore(Map.of())).hasMessage("the saved budget is not one");
  }

  @Test
  void whatEarlierRunsReadIsKnownBeforeTheFirstProbe() {
    ForgettingBudget budget =
        new ForgettingBudget(
            new ForgettingBudget.Plan(
                new ForgettingBudget.Limit.Forgetting(1),
                ForgettingBudget.By.LAW,
                0.95,
                100,
                5,
                5,
                3,
                List.of(new RunLaw.Reading(0.1, 4, 0.5, -1))));
    assertThat(budget.likely()).isCloseTo(0.025, within(1e-9));
    assertThat(budget.sure()).isPositive();
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
