package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.FailingDisk;
import dev.mneme.data.InputException;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import dev.mneme.train.Event;
import dev.mneme.train.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  private static final String RECIPE = "seed: 1\nsteps: 3\n";
  private static final Provenance PROVENANCE =
      new Provenance(
          "abc",
          Map.of("d", "e"),
          Map.of("m", "n"),
          Map.of("version", "1"),
          Map.of("seed", 1L),
          Map.of("libtorch", "2"),
          Map.of("threads", "8"));

  @TempDir Path temporary;
  Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("runs/one");
  }

  @Test
  void aRunLeavesItsFiles() throws IOException {
    try (RunFolder run = open()) {
      run.on(stepped(1));
      run.timings().add(1, Map.of("seconds", 0.5));
      run.on(new Event.Finished(1));
      assertThat(run.isFinished()).isTrue();
    }
    assertThat(folder.resolve("recipe.yaml")).hasContent(RECIPE);
    assertThat(Json.parse(Files.readString(folder.resolve("provenance.json"))))
        .containsEntry("seeds", Map.of("seed", 1L))
        .containsOnlyKeys("recipe", "data", "models", "code", "seeds", "libraries", "machine");
    assertThat(EventLog.read(folder.resolve("events.jsonl")))
        .containsExactly(stepped(1), new Event.Finished(1));
    assertThat(folder.resolve("timings.jsonl")).hasContent("{\"step\":1,\"seconds\":0.5}\n");
    assertThat(folder.resolve("FINISHED")).hasContent("1\n");
  }

  @Test
  void resumingForgetsTheEventsAfterTheCheckpointAndGivesItBack() {
    try (RunFolder run = open()) {
      run.on(stepped(1));
      save(run, 1);
      run.on(stepped(2));
    }
    try (RunFolder run = open();
        Scope scope = Scope.open()) {
      assertThat(run.restore().orElseThrow().step()).isEqualTo(1);
    }
    assertThat(EventLog.read(folder.resolve("events.jsonl")))
        .containsExactly(stepped(1), new Event.Saved(1, "step-000001"));
  }

  @Test
  void anInterruptedRunKeepsItsEventsAndItsCheckpoint() {
    try (RunFolder run = open()) {
      run.on(stepped(1));
      Thread.currentThread().interrupt();
      save(run, 1);
      run.on(stepped(2));
    } finally {
      assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
    }
    assertThat(EventLog.read(folder.resolve("events.jsonl")))
        .containsExactly(stepped(1), new Event.Saved(1, "step-000001"), stepped(2));
    assertThat(RunFolder.done(folder)).isEqualTo(1);
  }

  @Test
  void anInterruptedRunStillGoesBack() {
    try (RunFolder run = open();
        Scope scope = Scope.open()) {
      save(run, 1);
      Thread.currentThread().interrupt();
      assertThat(run.back(1).weights()).containsOnlyKeys("w");
    } finally {
      assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
    }
  }

  @Test
  void aRunThatWasCutOffGoesOnWithTheEventsOfOneThatWasNot() {
    try (RunFolder run = open()) {
      run.on(stepped(1));
      try (Scope scope = Scope.open()) {
        run.leave(new Snapshot(1, Map.of("w", Tensors.zeros(2)), Map.of()));
      }
    }
    try (RunFolder run = open();
        Scope scope = Scope.open()) {
      assertThat(run.restore().orElseThrow().step()).isEqualTo(1);
      assertThat(EventLog.read(folder.resolve("events.jsonl"))).containsExactly(stepped(1));
      save(run, 2);
      assertThat(run.checkpoints().steps()).as("its time is over").containsExactly(2L);
    }
  }

  @Test
  void anInterruptionInTheMiddleOfACheckpointDoesNotUndoIt() {
    InterruptingDisk disk = new InterruptingDisk(Disk.real(), Thread.currentThread());
    try (RunFolder run = RunFolder.open(disk, folder, RECIPE, PROVENANCE, 1, note -> {})) {
      save(run, 1);
      disk.arm();
      save(run, 2);
      assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
      assertThat(run.checkpoints().steps()).containsExactly(2L);
      assertThat(run.checkpoints().latest()).isPresent();
    }
  }

  /** Once armed, interrupts the thread whose run it is at every use. */
  private static final class InterruptingDisk implements Disk {
    private final Disk real;
    private final Thread thread;
    private boolean armed;

    InterruptingDisk(Disk real, Thread thread) {
      this.real = real;
      this.thread = thread;
    }

    void arm() {
      armed = true;
    }

    @Override
    public Output create(Path file) throws IOException {
      interrupt();
      return real.create(file);
    }

    @Override
    public Output append(Path file) throws IOException {
      interrupt();
      return real.append(file);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      interrupt();
      real.move(from, to);
    }

    @Override
    public void makeFolder(Path made) throws IOException {
      real.makeFolder(made);
    }

    @Override
    public void delete(Path path) throws IOException {
      real.delete(path);
    }

    @Override
    public void sync(Path synced) throws IOException {
      interrupt();
      real.sync(synced);
    }

    private void interrupt() {
      if (armed) {
        thread.interrupt();
      }
    }
  }

  @Test
  void aRunIsToldToEndWhereItStandsIfItHasDoneAStepAndNobodyElseHasIt() {
    try (RunFolder run = open()) {
      assertThatThrownBy(() -> RunFolder.endHere(Disk.real(), folder, RECIPE))
          .hasMessageContaining("is being written by another process");
    }
    assertThatThrownBy(() -> RunFolder.endHere(Disk.real(), folder, RECIPE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder
                + " has no checkpoint of a step to end with. Resume it without --end, or set tuning.checkpoint-every.");
    try (RunFolder run = open()) {
      save(run, 2);
      assertThat(run.endsHere()).isFalse();
    }
    assertThatThrownBy(() -> RunFolder.endHere(Disk.real(), folder, "seed: 2\n"))
        .hasMessageContaining("was made by another recipe");
    RunFolder.endHere(Disk.real(), folder, RECIPE);
    try (RunFolder run = open()) {
      assertThat(run.endsHere()).isTrue();
      assertThat(run.isFinished()).isFalse();
    }
  }

  @Test
  void whatIsMeasuredCanBeReadAtOnce() {
    try (RunFolder run = open()) {
      run.on(stepped(1));
      Event measured = new Event.Measured(1, "drift", Map.of("new.loss", 0.5));
      run.on(measured);
      assertThat(EventLog.read(folder.resolve("events.jsonl")))
          .containsExactly(stepped(1), measured);
    }
  }

  @Test
  void aRunWithoutACheckpointStartsAgainWithAnEmptyLog() {
    try (RunFolder run = open()) {
      run.on(stepped(1));
    }
    try (RunFolder run = open()) {
      assertThat(run.restore()).isEmpty();
      assertThat(run.events().length()).isZero();
    }
  }

  @Test
  void twoWritersAtOnceAreRefused() {
    try (RunFolder run = open()) {
      assertThatThrownBy(() -> open())
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(folder + " is being written by another process (process ");
      assertThat(run.isFinished()).isFalse();
    }
    open().close();
  }

  @Test
  void aFolderThatHoldsOtherThingsIsNotStartedIn() throws IOException {
    folder = temporary.resolve("mine");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("thesis.tex"), "");
    assertThatThrownBy(this::open)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds other things (thesis.tex)");
  }

  @Test
  void anotherRecipeIsRefusedOnceAStepIsTaken() throws IOException {
    String other = RECIPE.replace("steps: 3", "steps: 4");
    try (RunFolder run = open()) {
      run.on(new Event.Measured(0, "drift", Map.of()));
    }
    assertThat(RunFolder.isFree(folder)).isTrue();
    try (RunFolder run = open(other, PROVENANCE)) {
      assertThat(run.restore()).isEmpty();
      assertThat(folder.resolve("recipe.yaml")).hasContent(other);
      run.on(stepped(1));
    }
    assertThat(RunFolder.isFree(folder)).isFalse();
    assertThatThrownBy(this::open)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("differ first in line 2 of recipe.yaml");
    assertThat(folder.resolve("recipe.yaml")).hasContent(other);
  }

  @Test
  void aRunThatHasKeptAnythingAndARecipeThatNoRunWroteAreNotReplaced() throws IOException {
    open().close();
    Files.createDirectories(folder.resolve("checkpoints/step-000000"));
    assertThat(RunFolder.isFree(folder)).isFalse();
    Path mine = Files.createDirectories(temporary.resolve("mine"));
    Files.writeString(mine.resolve("recipe.yaml"), "");
    assertThat(RunFolder.isFree(mine)).isFalse();
  }

  @Test
  void otherDataModelsOrThreadsAreRefused() {
    begun();
    requireRefused(
        with(Map.of("d", "f"), PROVENANCE.models(), "8"),
        "d is not what the run in %s was begun with. Put back what it was, or delete ");
    requireRefused(
        with(PROVENANCE.data(), Map.of("m", "o"), "8"), "m is not what the run in %s was");
    requireRefused(with(Map.of(), PROVENANCE.models(), "8"), "d is not what the run in %s was");
    requireRefused(
        with(Map.of("d", "e", "d2", "e"), PROVENANCE.models(), "8"),
        "d2 was not there when the run in %s was begun. Take it away, or delete ");
    requireRefused(
        with(PROVENANCE.data(), PROVENANCE.models(), "1"),
        "%s was begun with --threads 8 and would end with other bits on 1. Give --threads 8, or choose another folder.");
    assertThat(RunFolder.threads(folder)).hasValue(8);
    open().close();
  }

  @Test
  void ofRunsThatDoNotNameTheirModelsOnlyTheDataIsCompared() throws IOException {
    begun();
    Path file = folder.resolve("provenance.json");
    Map<String, Object> old = Json.parse(Files.readString(file));
    old.remove("models");
    Files.writeString(file, Json.page(old));
    open(RECIPE, with(Map.of("d", "e", "d2", "e"), Map.of("m", "o"), "1")).close();
    requireRefused(with(Map.of("d", "f"), Map.of(), "8"), "d is not what the run in %s was");
    Files.delete(file);
    open(RECIPE, with(Map.of("d", "f"), Map.of(), "1")).close();
    requireRefused(PROVENANCE, "d is not what the run in %s was");
    Files.writeString(file, "{");
    requireRefused(PROVENANCE, "%s/provenance.json cannot be read: ");
  }

  @Test
  void otherLibrariesAreTold() {
    begun();
    List<String> notes = new ArrayList<>();
    Provenance newer =
        new Provenance(
            "abc",
            PROVENANCE.data(),
            PROVENANCE.models(),
            PROVENANCE.code(),
            PROVENANCE.seeds(),
            Map.of("libtorch", "3"),
            PROVENANCE.machine());
    RunFolder.open(Disk.real(), folder, RECIPE, newer, 2, notes::add).close();
    assertThat(notes)
        .containsExactly(
            folder
                + " goes on with other code or another machine than it was begun with, so that its last bits may differ: libtorch 3, was 2.");
  }

  @Test
  void aStartStoppedAtAnyOperationCanBeDoneAgain() throws IOException {
    FailingDisk counting = FailingDisk.counting();
    open(counting).close();
    for (long k = 0; k < counting.operations(); k++) {
      folder = temporary.resolve("runs/" + k);
      FailingDisk disk = FailingDisk.dyingAt(k);
      assertThatThrownBy(() -> open(disk)).isInstanceOf(InputException.class);
      disk.loseWhatWasNotSynced();
      open().close();
    }
  }

  @Test
  void provenanceTellsWhatThisProcessIs() {
    Provenance provenance = Provenance.of(RECIPE, Map.of("train", "00"), Map.of("run", 7L));
    assertThat(provenance.recipe()).hasSize(64).matches("[0-9a-f]+");
    assertThat(provenance.libraries()).containsKeys("libtorch", "javacpp", "blas", "jvm");
    assertThat(provenance.libraries().get("libtorch")).isNotNull().startsWith("2.");
    assertThat(provenance.machine())
        .containsOnlyKeys("system", "processor", "cores", "device", "threads")
        .containsEntry("device", "cpu");
    assertThat(provenance.code()).containsKey("version");
  }

  private RunFolder open() {
    return open(RECIPE, PROVENANCE);
  }

  private RunFolder open(String recipe, Provenance provenance) {
    return RunFolder.open(Disk.real(), folder, recipe, provenance, 2, note -> {});
  }

  private RunFolder open(Disk disk) {
    return RunFolder.open(disk, folder, RECIPE, PROVENANCE, 2, note -> {});
  }

  private void begun() {
    try (RunFolder run = open()) {
      run.on(stepped(1));
    }
  }

  private static Provenance with(
      Map<String, String> data, Map<String, String> models, String threads) {
    return new Provenance(
        "abc",
        data,
        models,
        PROVENANCE.code(),
        PROVENANCE.seeds(),
        PROVENANCE.libraries(),
        Map.of("threads", threads));
  }

  private void requireRefused(Provenance now, String because) {
    assertThatThrownBy(() -> open(RECIPE, now))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(because.formatted(folder))
        .satisfies(refused -> assertThat(String.valueOf(refused.getMessage()).lines()).hasSize(1));
  }

  private static void save(RunFolder run, long step) {
    try (Scope scope = Scope.open()) {
      run.on(
          new Event.Saved(
              step, run.keep(new Snapshot(step, Map.of("w", Tensors.zeros(2)), Map.of()))));
    }
  }

  private static Event stepped(long step) {
    return new Event.Stepped(step, Map.of("loss", 0.5));
  }
}
