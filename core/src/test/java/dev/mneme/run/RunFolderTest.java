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
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  private static final String RECIPE = "seed: 1\nsteps: 3\n";
  private static final Provenance PROVENANCE =
      new Provenance(
          "abc", Map.of("d", "e"), Map.of("version", "1"), Map.of("seed", 1L), Map.of(), Map.of());

  @TempDir Path temporary;
  Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("runs/one");
  }

  @Test
  void aRunLeavesItsFiles() throws IOException {
    try (RunFolder run = create(Disk.real())) {
      run.on(stepped(1));
      run.timings().add(1, Map.of("seconds", 0.5));
      run.on(new Event.Finished(1));
      assertThat(run.isFinished()).isTrue();
    }
    assertThat(folder.resolve("recipe.yaml")).hasContent(RECIPE);
    assertThat(Json.parse(Files.readString(folder.resolve("provenance.json"))))
        .containsEntry("seeds", Map.of("seed", 1L))
        .containsOnlyKeys("recipe", "data", "code", "seeds", "libraries", "machine");
    assertThat(EventLog.read(folder.resolve("events.jsonl")))
        .containsExactly(stepped(1), new Event.Finished(1));
    assertThat(folder.resolve("timings.jsonl")).hasContent("{\"step\":1,\"seconds\":0.5}\n");
    assertThat(folder.resolve("FINISHED")).hasContent("1\n");
  }

  @Test
  void resumingForgetsTheEventsAfterTheCheckpointAndGivesItBack() {
    try (RunFolder run = create(Disk.real())) {
      run.on(stepped(1));
      save(run, 1);
      run.on(stepped(2));
    }
    try (RunFolder run = resume(RECIPE, RunFolder.OtherRecipe.REFUSE);
        Scope scope = Scope.open()) {
      assertThat(run.restore().orElseThrow().step()).isEqualTo(1);
    }
    assertThat(EventLog.read(folder.resolve("events.jsonl")))
        .containsExactly(stepped(1), new Event.Saved(1, "step-000001"));
  }

  @Test
  void aRunWithoutACheckpointStartsAgainWithAnEmptyLog() {
    try (RunFolder run = create(Disk.real())) {
      run.on(stepped(1));
    }
    try (RunFolder run = resume(RECIPE, RunFolder.OtherRecipe.REFUSE)) {
      assertThat(run.restore()).isEmpty();
      assertThat(run.events().length()).isZero();
    }
  }

  @Test
  void twoWritersAtOnceAreRefused() {
    try (RunFolder run = create(Disk.real())) {
      assertThatThrownBy(() -> resume(RECIPE, RunFolder.OtherRecipe.REFUSE))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(folder + " is being written by another process (process ");
      assertThat(run.isFinished()).isFalse();
    }
    resume(RECIPE, RunFolder.OtherRecipe.REFUSE).close();
  }

  @Test
  void aFolderThatHoldsARunOrOtherThingsIsNotStartedIn() throws IOException {
    create(Disk.real()).close();
    assertThatThrownBy(() -> create(Disk.real()))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + " already holds a run. Resume it, or choose another folder.");

    folder = temporary.resolve("mine");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("thesis.tex"), "");
    assertThatThrownBy(() -> create(Disk.real()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds other things (thesis.tex)");
  }

  @Test
  void anotherRecipeIsRefusedUnlessTold() {
    create(Disk.real()).close();
    String other = RECIPE.replace("steps: 3", "steps: 4");
    assertThatThrownBy(() -> resume(other, RunFolder.OtherRecipe.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("differ first in line 2 of recipe.yaml");
    resume(other, RunFolder.OtherRecipe.ACCEPT).close();
    assertThat(folder.resolve("recipe.yaml")).hasContent(other);
  }

  @Test
  void aFolderWithoutARunCannotBeResumed() {
    assertThatThrownBy(() -> resume(RECIPE, RunFolder.OtherRecipe.REFUSE))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + " holds no run to resume: it has no recipe.yaml.");
  }

  @Test
  void aStartStoppedAtAnyOperationCanBeDoneAgain() throws IOException {
    FailingDisk counting = FailingDisk.counting();
    create(counting).close();
    for (long k = 0; k < counting.operations(); k++) {
      folder = temporary.resolve("runs/" + k);
      FailingDisk disk = FailingDisk.dyingAt(k);
      assertThatThrownBy(() -> create(disk)).isInstanceOf(InputException.class);
      disk.loseWhatWasNotSynced();
      if (Files.exists(folder.resolve("recipe.yaml"))) {
        resume(RECIPE, RunFolder.OtherRecipe.REFUSE).close();
      } else {
        create(Disk.real()).close();
      }
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

  private RunFolder create(Disk disk) {
    return RunFolder.create(disk, folder, RECIPE, PROVENANCE, 2, note -> {});
  }

  private RunFolder resume(String recipe, RunFolder.OtherRecipe other) {
    return RunFolder.resume(Disk.real(), folder, recipe, PROVENANCE, other, 2, note -> {});
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
