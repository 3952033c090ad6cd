package dev.mneme.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.measure.ClusterBootstrap;
import dev.mneme.measure.Figure;
import dev.mneme.measure.Interval;
import dev.mneme.measure.McNemarPower;
import dev.mneme.measure.PairedChange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** On answers that are drawn: what is planted is found, and what is not there is not. */
class VerdictTest {

  private static final ClusterBootstrap BOOTSTRAP = new ClusterBootstrap(200, 0.95, 1);
  private static final Thresholds USUAL = Thresholds.USUAL;

  /** Answers of which so many were lost and gained, with the base's own noise. */
  private static TaskChange task(int lost, int gained, int items, double floor) {
    double[] before = new double[items];
    double[] after = new double[items];
    double[] weights = new double[items];
    for (int i = 0; i < items; i++) {
      weights[i] = 1;
      before[i] = i < lost ? 1 : 0;
      after[i] = i >= lost && i < lost + gained ? 1 : 0;
    }
    return task(before, after, weights, floor);
  }

  private static TaskChange task(double[] before, double[] after, double[] weights, double floor) {
    PairedChange change = PairedChange.of(before, after, weights, BOOTSTRAP);
    Figure unknown = new Figure(0, Interval.UNKNOWN);
    return new TaskChange("task", "acc", unknown, unknown, change, new Noise(floor, 0.01, 2), null);
  }

  @Test
  void aModelThatLearntAndLostNothingShips() {
    Verdict verdict = Verdict.of(List.of(task(10, 12, 2000, 0)), task(20, 90, 500, 0), USUAL);
    assertThat(verdict.decision()).isEqualTo(Decision.SHIP);
    assertThat(verdict.standings()).containsExactly(Standing.KEPT);
    assertThat(verdict.changeFound()).isTrue();
    assertThat(verdict.reasons())
        .containsExactly(
            "The new task task moved by +14.0 points [10.1, 18.0]: learnt.",
            "All 1 prior tasks are kept: none lost more than 2.0 points, by its interval.");
  }

  @Test
  void aTaskThatFellHoldsTheModelBack() {
    Verdict verdict =
        Verdict.of(
            List.of(task(10, 12, 2000, 0), task(150, 60, 1000, 0.01)), task(20, 90, 500, 0), USUAL);
    assertThat(verdict.decision()).isEqualTo(Decision.HOLD);
    assertThat(verdict.standings()).containsExactly(Standing.KEPT, Standing.LOST);
    assertThat(verdict.reasons().get(1))
        .startsWith("Lost: task (−9.0 points [−11.8, −6.2]). The drop is no chance");
  }

  @Test
  void aDropWithinTheBasesOwnNoiseIsNoLoss() {
    assertThat(task(150, 60, 1000, 0.08).standing(0.001, USUAL)).isEqualTo(Standing.LOST);
    assertThat(task(150, 60, 1000, 0.1).standing(0.001, USUAL)).isEqualTo(Standing.UNCLEAR);
  }

  @Test
  void aRealButToleratedDropIsKept() {
    TaskChange small = task(80, 20, 10_000, 0);
    assertThat(small.change().p()).isLessThan(1e-6);
    assertThat(small.standing(small.change().p(), USUAL)).isEqualTo(Standing.KEPT);
  }

  @Test
  void tooFewItemsLeaveItUnsureAndSayHowManyWouldTell() {
    Verdict verdict = Verdict.of(List.of(task(3, 3, 50, 0)), task(20, 90, 500, 0), USUAL);
    assertThat(verdict.decision()).isEqualTo(Decision.UNSURE);
    assertThat(verdict.reasons().get(1)).contains("about 1,").contains("items of each would tell");
    double wanted = task(3, 3, 50, 0).itemsWanted(USUAL);
    int times = (int) Math.ceil(wanted / 50 * 1.1);
    assertThat(task(3 * times, 3 * times, 50 * times, 0).standing(1, USUAL))
        .isEqualTo(Standing.KEPT);
  }

  @Test
  void whatWasNotLearntIsNotShipped() {
    List<TaskChange> kept = List.of(task(5, 5, 3000, 0));
    assertThat(Verdict.of(kept, task(30, 32, 500, 0), USUAL).decision()).isEqualTo(Decision.UNSURE);
    assertThat(Verdict.of(kept, task(60, 20, 500, 0), USUAL).decision()).isEqualTo(Decision.HOLD);
    Thresholds ambitious = new Thresholds(0.02, 0.2, 0.05, 0.8);
    assertThat(Verdict.of(kept, task(20, 90, 500, 0), ambitious).decision())
        .isEqualTo(Decision.HOLD);
    assertThat(Verdict.of(kept, null, USUAL).decision()).isEqualTo(Decision.SHIP);
  }

  @Test
  void theBaseAgainstItselfIsNoChange() {
    Verdict verdict =
        Verdict.of(List.of(task(0, 0, 800, 0), task(0, 0, 300, 0)), task(0, 0, 400, 0), USUAL);
    assertThat(verdict.changeFound()).isFalse();
    assertThat(verdict.reasons().getFirst()).isEqualTo("No change was found in any task.");
    assertThat(verdict.standings()).containsOnly(Standing.KEPT);
    assertThat(verdict.decision()).isEqualTo(Decision.UNSURE);
  }

  @Test
  void atMostFiveOf100ComparisonsWithoutChangeAlarm() {
    SplittableRandom random = new SplittableRandom(3);
    int alarms = 0;
    int found = 0;
    for (int comparison = 0; comparison < 100; comparison++) {
      List<TaskChange> prior = new ArrayList<>();
      for (int task = 0; task < 6; task++) {
        // A third of the tasks is scored by four samples an item.
        prior.add(drawn(random, 150 + 50 * task, task % 3 == 2 ? 4 : 1, 0));
      }
      Verdict verdict = Verdict.of(prior, drawn(random, 300, 1, 0), USUAL);
      alarms += verdict.standings().contains(Standing.LOST) ? 1 : 0;
      found += verdict.adjusted().stream().anyMatch(p -> p < USUAL.alpha()) ? 1 : 0;
    }
    assertThat(alarms).isLessThanOrEqualTo(5);
    assertThat(found).isLessThanOrEqualTo(8);
  }

  @Test
  void aPlantedDropOfTwoPointsIsFoundAtTheStatedPower() {
    int items = 4000;
    double churn = 0.1;
    double level = USUAL.alpha() / 3;
    double power = new McNemarPower(items, churn, level).of(0.02);
    assertThat(power).isBetween(0.9, 1.0);
    SplittableRandom random = new SplittableRandom(5);
    int found = 0;
    int comparisons = 200;
    for (int comparison = 0; comparison < comparisons; comparison++) {
      List<TaskChange> prior =
          List.of(
              churned(random, items, churn, 0.02),
              churned(random, items, churn, 0),
              churned(random, items, churn, 0));
      found += Verdict.of(prior, null, USUAL).standings().getFirst() == Standing.LOST ? 1 : 0;
    }
    assertThat((double) found / comparisons).isEqualTo(power, within(0.04));
  }

  /** Items that both models get right with the same chance, one of which is lower by the drop. */
  private static TaskChange drawn(SplittableRandom random, int items, int samples, double drop) {
    double[] before = new double[items];
    double[] after = new double[items];
    double[] again = new double[items];
    double[] weights = new double[items];
    for (int i = 0; i < items; i++) {
      double skill = random.nextDouble() < 0.7 ? 0.97 : 0.5;
      weights[i] = 1;
      for (int sample = 0; sample < samples; sample++) {
        before[i] += random.nextDouble() < skill ? 1.0 / samples : 0;
        again[i] += random.nextDouble() < skill ? 1.0 / samples : 0;
        after[i] += random.nextDouble() < skill - drop ? 1.0 / samples : 0;
      }
    }
    double floor =
        Math.abs(PairedChange.of(before, again, weights, BOOTSTRAP).difference().value());
    return task(before, after, weights, floor);
  }

  private static TaskChange churned(SplittableRandom random, int items, double churn, double drop) {
    int lost = 0;
    int gained = 0;
    for (int i = 0; i < items; i++) {
      double u = random.nextDouble();
      lost += u < (churn + drop) / 2 ? 1 : 0;
      gained += u >= 1 - (churn - drop) / 2 ? 1 : 0;
    }
    return task(lost, gained, items, 0);
  }
}
