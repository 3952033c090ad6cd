package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.data.Disk;
import dev.mneme.data.InputException;
import dev.mneme.policy.Classifier;
import dev.mneme.policy.Policy;
import dev.mneme.tensor.RandomStreams;
import dev.mneme.tensor.Tensors;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
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

  @Test
  void aRunThatIsSentAPartOfTheWayBackIsLookedAtAgainThere() throws IOException {
    List<Map<String, float[]>> seen = new ArrayList<>();
    Path folder = temporary.resolve("back");
    execute(folder, halfWayBackAfter(3, seen), Observer.NONE);
    assertThat(seen).hasSize(3);
    seen.getFirst()
        .forEach((name, start) -> {
          float[] far = Objects.requireNonNull(seen.get(1).get(name));
          float[] near = Objects.requireNonNull(seen.get(2).get(name));
          for (int i = 0; i < start.length; i++) {
            assertThat(near[i]).isCloseTo(start[i] + 0.5f * (far[i] - start[i]), within(1e-6f));
          }
        });
    assertThat(seen.get(1).values()).isNotEqualTo(seen.getFirst().values());
    Path killed = temporary.resolve("back-killed");
    for (long kill : new long[] {3, 4}) {
      assertThatThrownBy(
              () -> execute(killed, halfWayBackAfter(3, seen), event -> killAt(kill, event)))
          .hasMessage("killed");
    }
    execute(killed, halfWayBackAfter(3, seen), Observer.NONE);
    String last = "checkpoints/step-000007/weights.safetensors";
    assertThat(killed.resolve(last)).hasSameBinaryContentAs(folder.resolve(last));
  }

  /** Keeps the weights of the start, and those after a step, before and after it goes back. */
  private static Steering halfWayBackAfter(long step, List<Map<String, float[]>> seen) {
    return new Steering() {
      private boolean back;

      @Override
      public Move after(long done, Policy policy, Consumer<Event> tell) {
        if (done == 0 || done == step) {
          Map<String, float[]> weights = new HashMap<>();
          policy
              .parameters()
              .byName()
              .forEach((name, tensor) -> weights.put(name, Tensors.toFloats(tensor.detach())));
          seen.add(weights);
        }
        if (done == step && !back) {
          back = true;
          return new Move.GoBack(0, 0.5);
        }
        return new Move.GoOn(done == 0);
      }

      @Override
      public Set<Long> needs() {
        return Set.of(0L);
      }
    };
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
