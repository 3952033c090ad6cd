package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mneme.app.console.Terminal;
import dev.mneme.data.InputException;
import dev.mneme.objective.Batch;
import dev.mneme.objective.Loss;
import dev.mneme.objective.Objective;
import dev.mneme.policy.Actions;
import dev.mneme.policy.TabularPolicy;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.AdamW;
import dev.mneme.train.Diverged;
import dev.mneme.train.Schedule;
import dev.mneme.train.Source;
import dev.mneme.train.Term;
import dev.mneme.train.Trainer;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a script sees of how a command ended. */
class FailuresTest {

  private final StringWriter errors = new StringWriter();
  private final Failures failures =
      new Failures(Terminal.plain(Writer.nullWriter(), errors), List.of());

  @Test
  void aRunThatDivergesFailsWhetherItIsToldOfByItsNameOrNot() {
    Diverged diverged = diverged();
    assertThat(failures.code(diverged)).isEqualTo(ExitCode.FAILED);
    assertThat(failures.code(new InputException("GRPO: " + diverged.getMessage(), diverged)))
        .isEqualTo(ExitCode.FAILED);
    assertThat(errors.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("mneme: step 1: the loss is NaN"),
            line -> assertThat(line).startsWith("mneme: GRPO: step 1: the loss is NaN"));
  }

  @Test
  void whatIsToBePutRightIsAMistake() {
    assertThat(failures.code(new InputException("no such file."))).isEqualTo(ExitCode.MISTAKE);
    assertThat(errors.toString()).isEqualTo("mneme: no such file.\n");
  }

  /** By a loss that is no number. */
  private static Diverged diverged() {
    Objective<Batch.Demonstrations> nothing =
        (scores, batch) -> Loss.of(scores.logProbs().sum().mul(Tensors.scalar(Double.NaN)));
    Trainer.Plan plan =
        new Trainer.Plan(
            1, AdamW.Settings.at(0.1), new Schedule(Schedule.Shape.CONSTANT, 0), 1, 1, 0);
    try (Scope scope = Scope.open();
        RandomStreams streams = new RandomStreams(0);
        TabularPolicy policy = TabularPolicy.of(Tensors.zeros(1, 1, 2), 1)) {
      Source<Batch.Demonstrations> source =
          (step, random) ->
              new Batch.Demonstrations(
                  new TabularPolicy.Numbers(Tensors.longs(new long[] {0}, 1)),
                  Actions.single(Tensors.longs(new long[] {1}, 1), 1));
      try (Trainer trainer =
          new Trainer(plan, policy, List.of(Term.of("nan", source, nothing)), List.of(), streams)) {
        return catchThrowableOfType(Diverged.class, () -> trainer.run(event -> {}));
      }
    }
  }
}
