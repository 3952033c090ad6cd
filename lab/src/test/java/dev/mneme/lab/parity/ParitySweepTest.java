package dev.mneme.lab.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ParitySweepTest {

  private static final List<ParitySweep> SWEEPS =
      List.of(ParitySweep.full(3), ParitySweep.quick(2), ParitySweep.small(1));

  @Test
  void everyMethodHasTheSameTrials() {
    for (ParitySweep sweep : SWEEPS) {
      List<ParityRecipe> like = of(sweep, Method.SFT_1);
      assertThat(like).isNotEmpty();
      for (Method method : Method.values()) {
        assertThat(of(sweep, method).stream().map(recipe -> recipe.with(Method.SFT_1)))
            .isEqualTo(like);
      }
    }
  }

  @Test
  void namesAreUnique() {
    for (ParitySweep sweep : SWEEPS) {
      Stream<String> names =
          IntStream.range(0, sweep.seeds())
              .boxed()
              .flatMap(seed -> sweep.trials(seed).stream())
              .map(ParitySweep::name);
      assertThat(names).doesNotHaveDuplicates();
    }
  }

  @Test
  void ratesAreEvenInTheirLogarithmAndIncludeBothEnds() {
    assertThat(ParitySweep.logSpaced(1e-5, 1e-3, 5))
        .containsExactly(1e-5, 3.16e-5, 1e-4, 3.16e-4, 1e-3);
    for (ParitySweep sweep : SWEEPS) {
      double ratio = sweep.rates().get(1) / sweep.rates().get(0);
      for (int i = 1; i < sweep.rates().size(); i++) {
        assertThat(sweep.rates().get(i) / sweep.rates().get(i - 1))
            .isCloseTo(ratio, within(0.01 * ratio));
      }
    }
  }

  @Test
  void seedsDifferInTheirBaseAndNothingElse() {
    ParitySweep sweep = ParitySweep.full(2);
    ParityRecipe zero = sweep.trials(0).getFirst();
    ParityRecipe one = sweep.trials(1).getFirst();
    assertThat(one.seed()).isEqualTo(1);
    assertThat(one.base()).isEqualTo(sweep.base(1)).isNotEqualTo(zero.base());
    assertThat(one.tuning()).isEqualTo(zero.tuning());
    assertThat(sweep.teacher(1).base()).isEqualTo(one.base());
    assertThat(sweep.teacher(1).tuning().method()).isEqualTo(Method.GRPO);
  }

  @Test
  void oneTrialAMethodWatchesTheOldTasksGradient() {
    for (ParitySweep sweep : SWEEPS) {
      assertThat(
              sweep.trials(0).stream()
                  .filter(recipe -> recipe.probing().cosineEvery() > 0)
                  .map(recipe -> recipe.tuning().method()))
          .containsExactly(Method.values());
    }
  }

  private static List<ParityRecipe> of(ParitySweep sweep, Method method) {
    return sweep.trials(0).stream().filter(each -> each.tuning().method() == method).toList();
  }
}
