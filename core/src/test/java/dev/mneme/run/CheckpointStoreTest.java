package dev.mneme.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.FailingDisk;
import dev.mneme.data.InputException;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {

  private static final Map<String, Object> FACTS =
      Map.of(
          "text",
          "ä\n",
          "long",
          Long.MIN_VALUE,
          "small",
          3L,
          "double",
          0.1,
          "whole",
          3.0,
          "infinite",
          Double.NEGATIVE_INFINITY,
          "none",
          Double.NaN,
          "truth",
          true,
          "list",
          List.of(1L, 2.0, "three"),
          "map",
          Map.of("a", Map.of("b", 1L)));

  @TempDir Path folder;
  final List<String> notes = new ArrayList<>();

  @Test
  void aCheckpointComesBackAsItWasSaved() {
    try (Scope scope = Scope.open()) {
      store(Disk.real())
          .save(
              123,
              Map.of("w", Tensors.floats(new float[] {1, 2}, 2)),
              Map.of("m", Tensors.longs(new long[] {3}, 1)),
              FACTS);
      Checkpoint loaded = store(Disk.real()).latest().orElseThrow();
      assertThat(loaded.step()).isEqualTo(123);
      assertThat(loaded.folder()).isEqualTo(folder.resolve("step-000123"));
      assertThat(Tensors.toFloats(tensor(loaded.weights(), "w"))).containsExactly(1, 2);
      assertThat(Tensors.toLongs(tensor(loaded.state(), "m"))).containsExactly(3);
      assertThat(loaded.facts()).isEqualTo(FACTS);
      assertThat(notes).isEmpty();
    }
  }

  @Test
  void whatASaveThatWasCutShortDidNotRemoveIsRemovedByWhoeverGoesOn() {
    CheckpointStore cut = new CheckpointStore(Disk.real(), folder, 3, notes::add);
    for (long step = 1; step <= 3; step++) {
      save(cut, step, step);
    }
    CheckpointStore after = store(Disk.real());
    try (Scope scope = Scope.open()) {
      assertThat(after.latest().orElseThrow().step()).isEqualTo(3);
    }
    assertThat(after.steps()).containsExactly(2L, 3L);
  }

  @Test
  void onlyTheNewestAreKept() {
    CheckpointStore store = store(Disk.real());
    for (long step = 1; step <= 5; step++) {
      save(store, step, step);
    }
    assertThat(store.steps()).containsExactly(4L, 5L);
    assertThat(names()).containsExactly("step-000004", "step-000005");
  }

  @Test
  void savingAfterGoingBackForgetsTheLaterCheckpoints() {
    CheckpointStore store = store(Disk.real());
    save(store, 10, 1);
    save(store, 20, 2);
    save(store, 15, 3);
    assertThat(store.steps()).containsExactly(10L, 15L);
  }

  @Test
  void aMissingStepIsToldWithThoseThereAre() {
    CheckpointStore store = store(Disk.real());
    save(store, 7, 1);
    assertThatThrownBy(() -> store.load(8))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("step-000008")
                + " does not exist; there are checkpoints of the steps [7].");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "state.safetensors", "state.json", "COMPLETE"})
  void aDamagedCheckpointIsNotedAndTheOneBeforeIsUsed(String name) throws IOException {
    CheckpointStore store = store(Disk.real());
    save(store, 1, 1);
    save(store, 2, 2);
    Path file = folder.resolve("step-000002").resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);

    assertThat(latest(store)).isEqualTo(new Seen(1, 1));
    assertThat(notes).singleElement().asString().contains("step-000002 is damaged");
    assertThatThrownBy(() -> store.load(2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("step-000002 is damaged");
    save(store, 2, 3);
    assertThat(latest(store)).isEqualTo(new Seen(2, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "state.safetensors", "state.json", "COMPLETE"})
  void aCheckpointThatLacksAFileIsNotUsed(String name) throws IOException {
    CheckpointStore store = store(Disk.real());
    save(store, 1, 1);
    save(store, 2, 2);
    Files.delete(folder.resolve("step-000002").resolve(name));
    assertThat(latest(store)).isEqualTo(new Seen(1, 1));
  }

  @Test
  void aCheckpointUnderAnotherNameIsNotUsed() throws IOException {
    CheckpointStore store = store(Disk.real());
    save(store, 1, 1);
    Files.move(folder.resolve("step-000001"), folder.resolve("step-000009"));
    assertThat(store.latest()).isEmpty();
    assertThat(notes).singleElement().asString().contains("its marker is for step 1");
  }

  /** Saves 1 and 2 in peace and then {@code step}, with the disk failing at each operation. */
  @ParameterizedTest(name = "step {0}, dies: {1}")
  @CsvSource({"3, false", "3, true", "2, false", "2, true"})
  void aSaveStoppedAtAnyOperationLeavesTheOldOrTheNewCheckpointWhole(long step, boolean dies)
      throws IOException {
    long operations = operationsOfSaving(step);
    assertThat(operations).isGreaterThan(20);
    for (long k = 0; k < operations; k++) {
      startWithTwo();
      FailingDisk disk =
          dies ? FailingDisk.dyingAt(k + opening()) : FailingDisk.failingOnceAt(k + opening());
      CheckpointStore store = store(disk);
      boolean saved = true;
      try {
        save(store, step, 3);
      } catch (InputException stopped) {
        assertThat(stopped.toString().lines()).hasSize(1);
        saved = false;
      }
      if (dies) {
        disk.loseWhatWasNotSynced();
      }
      CheckpointStore after = dies ? store(FailingDisk.counting()) : store;
      Seen seen = latest(after);
      assertThat(seen).as("operation %d", k).isIn(new Seen(2, 2), new Seen(step, 3));
      if (saved) {
        assertThat(seen).as("operation %d", k).isEqualTo(new Seen(step, 3));
      }
      assertThat(store(Disk.real()).steps()).contains(seen.step());
      assertThat(names()).as("operation %d", k).allMatch(name -> name.matches("step-\\d{6}"));
      save(after, 4, 4);
      assertThat(latest(after)).isEqualTo(new Seen(4, 4));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void aDiskThatIsFullAtAnyByteLeavesTheOldCheckpointWholeAndSaysSo(long step) throws IOException {
    startWithTwo();
    FailingDisk counting = FailingDisk.counting();
    save(store(counting), step, 3);
    for (long room = 0; room < counting.bytes(); room += 7) {
      startWithTwo();
      CheckpointStore store = store(FailingDisk.fullAfter(room));
      assertThatThrownBy(() -> save(store, step, 3))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("the disk is full");
      assertThat(latest(store)).as("room for %d bytes", room).isEqualTo(new Seen(2, 2));
      assertThat(names()).containsExactly("step-000001", "step-000002");
    }
  }

  @Test
  void factsThatCouldNotComeBackAreRefusedBeforeAnythingIsWritten() {
    CheckpointStore store = store(Disk.real());
    assertThatThrownBy(() -> store.save(1, Map.of(), Map.of(), Map.of("x", "NaN")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.save(1, Map.of(), Map.of(), Map.of("x", new Object())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(names()).isEmpty();
  }

  /** A checkpoint by its step and the one number its tensors hold. */
  private record Seen(long step, long value) {}

  @Test
  void whatAKeptCheckpointMayGoBackToStaysAsLongAsThatOneDoes() {
    CheckpointStore store = store(Disk.real());
    save(store, 1, 1);
    save(store, 2, 2, List.of(1L));
    save(store, 3, 3, List.of(1L, 3L));
    assertThat(store.steps()).containsExactly(1L, 2L, 3L);
    save(store, 4, 4, List.of(3L));
    assertThat(store.steps()).containsExactly(1L, 3L, 4L);
    save(store, 5, 5, List.of());
    assertThat(store.steps()).containsExactly(3L, 4L, 5L);
    save(store, 6, 6, List.of());
    assertThat(store.steps()).containsExactly(5L, 6L);
  }

  private CheckpointStore store(Disk disk) {
    return new CheckpointStore(disk, folder, 2, notes::add);
  }

  private void startWithTwo() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.skip(1).sorted().toList().reversed()) {
        Files.delete(path);
      }
    }
    save(store(FailingDisk.counting()), 1, 1);
    save(store(FailingDisk.counting()), 2, 2);
  }

  /** Operations that opening a store in good order takes. */
  private long opening() {
    FailingDisk disk = FailingDisk.counting();
    store(disk);
    return disk.operations();
  }

  private long operationsOfSaving(long step) throws IOException {
    startWithTwo();
    FailingDisk disk = FailingDisk.counting();
    save(store(disk), step, 3);
    return disk.operations() - opening();
  }

  private static void save(CheckpointStore store, long step, long value) {
    save(store, step, value, List.of());
  }

  private static void save(CheckpointStore store, long step, long value, List<Long> needs) {
    try (Scope scope = Scope.open()) {
      store.save(
          step,
          Map.of("w", Tensors.longs(new long[] {value, value}, 2)),
          Map.of("m", Tensors.longs(new long[] {value}, 1)),
          Map.of("value", value, CheckpointStore.NEEDS, needs));
    }
  }

  private static Seen latest(CheckpointStore store) {
    try (Scope scope = Scope.open()) {
      Checkpoint loaded = store.latest().orElseThrow();
      long value = (long) loaded.facts().getOrDefault("value", -1L);
      assertThat(Tensors.toLongs(tensor(loaded.weights(), "w"))).containsExactly(value, value);
      assertThat(Tensors.toLongs(tensor(loaded.state(), "m"))).containsExactly(value);
      return new Seen(loaded.step(), value);
    }
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    assertThat(tensors).containsOnlyKeys(name);
    return tensors.values().iterator().next();
  }

  private List<String> names() {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
