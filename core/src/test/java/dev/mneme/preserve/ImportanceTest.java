package dev.mneme.preserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.objective.Batch;
import dev.mneme.policy.Actions;
import dev.mneme.policy.TabularPolicy;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Policies with a logit z for every history, where ∂ log π(a) / ∂z_b = 1[a = b] − π_b, so that the
 * Fisher information of z_b is π_b (1 − π_b), and ∂ Σ_a π_a² / ∂z_b = 2 π_b (π_b − Σ_a π_a²).
 */
class ImportanceTest {

  @Test
  void fisherInformationIsThatOfTheHistoriesOfTheRows() {
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy policy = TabularPolicy.of(Tensors.zeros(1, 3, 2), 2);
        Parameters found =
            new Ewc(streams.get("ewc")).of(policy, List.of(row(0, 1, 0), row(0, 0, 1)))) {
      // All probabilities are ½, so that every draw's squared derivative is ¼. The first state is
      // in
      // both rows, each of the others in one.
      assertThat(Tensors.toDoubles(found.get("logits")))
          .containsExactly(0.25, 0.25, 0.125, 0.125, 0.125, 0.125);
    }
  }

  @Test
  void fisherInformationIsUnderThePolicysOwnDrawsWhateverTheRowsSay() {
    List<Supplier<Batch>> rows = Collections.nCopies(4_000, row(0, 1));
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy policy =
            TabularPolicy.of(Tensors.floats(new float[] {(float) Math.log(3), 0}, 1, 1, 2), 1);
        Parameters found = new Ewc(streams.get("ewc")).of(policy, rows)) {
      // A squared derivative is 1/16 or 9/16, so its mean has a standard error of 0.0034. The
      // empirical Fisher would be 9/16.
      assertThat(Tensors.toDoubles(found.get("logits")))
          .containsExactly(new double[] {3.0 / 16, 3.0 / 16}, within(0.012));
    }
  }

  @Test
  void masIsTheMeanSlopeOfTheSquaredProbabilitiesWithoutItsSign() {
    float[] logits = {(float) Math.log(5), (float) Math.log(3), (float) Math.log(2), 0, 0, 0};
    try (Scope scope = Scope.open();
        TabularPolicy policy = TabularPolicy.of(Tensors.floats(logits, 2, 1, 3), 1);
        Parameters found = new Mas().of(policy, List.of(row(0, 2), row(1, 0)))) {
      // π = (0.5, 0.3, 0.2), Σ π² = 0.38; the other row's probabilities are alike, with slope 0.
      assertThat(Tensors.toDoubles(found.get("logits")))
          .containsExactly(new double[] {0.06, 0.024, 0.036, 0, 0, 0}, within(1e-7));
    }
  }

  @Test
  void positionsThatDoNotCountMatterToNothing() {
    Supplier<Batch> half =
        () ->
            new Batch.Demonstrations(
                new TabularPolicy.Numbers(Tensors.longs(new long[] {0}, 1)),
                new Actions(
                    Tensors.longs(new long[] {1, 0}, 1, 2),
                    Tensors.floats(new float[] {1, 0}, 1, 2),
                    1));
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(1);
        TabularPolicy policy =
            TabularPolicy.of(Tensors.floats(new float[] {1, 0, 1, 0, 1, 0}, 1, 3, 2), 2);
        Parameters ewc = new Ewc(streams.get("ewc")).of(policy, List.of(half));
        Parameters mas = new Mas().of(policy, List.of(half))) {
      for (Parameters each : List.of(ewc, mas)) {
        double[] found = Tensors.toDoubles(each.get("logits"));
        assertThat(found[0]).isPositive();
        assertThat(found).endsWith(0, 0, 0, 0);
      }
    }
  }

  @Test
  void whatIsDividedByItsMeanHasTheMeanOne() {
    try (Scope scope = Scope.open();
        Parameters some =
            Parameters.ownFrozen(
                Map.of(
                    "a", Tensors.floats(new float[] {1, 3, 0}, 3),
                    "b", Tensors.floats(new float[] {4}, 1)));
        Parameters none = Parameters.ownFrozen(Map.of("a", Tensors.zeros(2)))) {
      assertThat(Importance.toMeanOne(some)).isEqualTo(2);
      assertThat(Tensors.toDoubles(some.get("a"))).containsExactly(0.5, 1.5, 0);
      assertThat(Tensors.toDoubles(some.get("b"))).containsExactly(2);
      assertThat(Importance.toMeanOne(none)).isZero();
      assertThat(Tensors.toDoubles(none.get("a"))).containsExactly(0, 0);
    }
  }

  @Test
  void allMatterAlikeToL2AndWithoutRowsNothingIsSeen() {
    try (Scope scope = Scope.open();
        TabularPolicy policy = TabularPolicy.of(Tensors.zeros(1, 1, 2), 1);
        Parameters ones = new L2ToBase().of(policy, List.of())) {
      assertThat(Tensors.item(ones.get("logits"))).isEqualTo(1);
      assertThatThrownBy(() -> new Mas().of(policy, List.of()))
          .hasMessage("what matters is seen from rows, and there is none");
    }
  }

  private static Supplier<Batch> row(long prompt, long... actions) {
    return () ->
        new Batch.Demonstrations(
            new TabularPolicy.Numbers(Tensors.longs(new long[] {prompt}, 1)),
            Actions.full(Tensors.longs(actions, 1, actions.length), 1));
  }
}
