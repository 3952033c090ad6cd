package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.policy.Classifier;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.train.Event;
import dev.mneme.train.Observer;
import dev.mneme.train.SmallTask;
import dev.mneme.train.Steering;
import dev.mneme.train.Terms;
import dev.mneme.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutionTest {

  private static final String RECIPE = "steps: 7\n";
  private static final Provenance PROVENANCE =
      new Provenance("abc", Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  @TempDir Path temporary;

  @Test
  void aRunKilledAtAnyStepLeavesTheSameEventsAndWeightsInTheEnd() throws IOException {
    Path whole = temporary.resolve("whole");
    execute(whole, Observer.NONE);
    for (long kill : new long[] {1, 3, 5, 7}) {
      Path killed = temporary.resolve("killed-" + kill);
      assertThatThrownBy(() -> execute(killed, event -> killAt(kill, event))).hasMessage("killed");
      execute(killed, Observer.NONE);
      assertThat(Files.readString(killed.resolve(RunFolder.EVENTS)))
          .isEqualTo(Files.readString(whole.resolve(RunFolder.EVENTS)));
      String last = "checkpoints/step-000007/weights.safetensors";
      assertThat(killed.resolve(last)).hasSameBinaryContentAs(whole.resolve(last));
    }
  }

  @Test
  void aFinishedRunIsLeftAlone() throws IOException {
    Path folder = temporary.resolve("run");
    execute(folder, Observer.NONE);
    String events = Files.readString(folder.resolve(RunFolder.EVENTS));
    List<Event> heard = new ArrayList<>();
    execute(folder, heard::add);
    assertThat(heard).isEmpty();
    assertThat(Files.readString(folder.resolve(RunFolder.EVENTS))).isEqualTo(events);
  }

  @Test
  void aMistakeAfterTheFirstStepSaysFromWhereTheRunCanGoOnUnlessTheWatcherMakesIt()
      throws IOException {
    InputException mistake = new InputException("rows.jsonl:7: it is bad. Mend it.");
    Path late = temporary.resolve("late");
    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> execute(late, refusing(5, mistake), Observer.NONE))
          .isInstanceOf(Halted.class)
          .hasMessage(
              "rows.jsonl:7: it is bad. Mend it. Put it right and delete %s, which tells of the data before; resumed, the run goes on from step 5.",
              late.resolve(RunFolder.PROVENANCE));
    }
    Path watched = temporary.resolve("watched");
    assertThatThrownBy(() -> execute(watched, event -> refuseAt(3, event, mistake)))
        .isSameAs(mistake);
    Path early = temporary.resolve("early");
    assertThatThrownBy(() -> execute(early, refusing(0, mistake), Observer.NONE)).isSameAs(mistake);
  }

  private static void refuseAt(long step, Event event, InputException mistake) {
    if (event.step() == step) {
      throw mistake;
    }
  }

  private static Steering refusing(long step, InputException mistake) {
    return (done, policy, tell) -> {
      if (done == step) {
        throw mistake;
      }
      return new Steering.Move.GoOn(false);
    };
  }

  private static void killAt(long step, Event event) {
    if (event.step() == step) {
      throw new IllegalStateException("killed");
    }
  }

  private static void execute(Path folder, Observer watcher) {
    execute(folder, Steering.NONE, watcher);
  }

  private static void execute(Path folder, Steering steering, Observer watcher) {
    try (SmallTask task = new SmallTask();
        Classifier policy = SmallTask.policy();
        RandomStreams streams = new RandomStreams(1);
        RunFolder run = open(folder);
        Trainer trainer =
            new Trainer(
                SmallTask.keeping(7, 2),
                policy,
                Terms.added(List.of(task.reinforced(policy))),
                List.of(),
                List.of(),
                steering,
                streams)) {
      Execution.toTheEnd(run, trainer, watcher);
    }
  }

  private static RunFolder open(Path folder) {
    return RunFolder.open(Disk.real(), folder, RECIPE, PROVENANCE, 1, note -> {});
  }
}
