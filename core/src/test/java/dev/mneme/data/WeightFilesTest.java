package dev.mneme.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {

  private static final String INDEX = "model.safetensors.index.json";

  @TempDir Path above;
  Path folder;
  private final DurableFiles files = new DurableFiles(Disk.real());
  private final Scope scope = Scope.open();

  @BeforeEach
  void makeFolder() {
    folder = above.resolve("model");
    files.makeFolder(folder);
  }

  @AfterEach
  void free() {
    scope.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 40, 100, 1000})
  void weightsComeBackFromShardsOfAnySize(long shardBytes) throws IOException {
    Map<String, Tensor> weights = weights();
    WeightFiles.write(files, folder, "model", weights, ElementType.F32, shardBytes);
    try (WeightFiles open = WeightFiles.open(folder)) {
      assertThat(open.entries().keySet()).containsExactlyInAnyOrderElementsOf(weights.keySet());
      weights.forEach((name, weight) ->
          assertThat(Tensors.sameBits(open.read(name), weight)).as(name).isTrue());
    }
    assertThat(names())
        .isEqualTo(
            switch ((int) shardBytes) {
              case 1 -> List.of(shard(1, 3), shard(2, 3), shard(3, 3), INDEX);
              case 40 -> List.of(shard(1, 2), shard(2, 2), INDEX);
              default -> List.of("model.safetensors");
            });
    if (shardBytes == 40) {
      assertThat(Files.readString(folder.resolve(INDEX)))
          .contains("\"total_size\" : 72", "\"b\" : \"" + shard(1, 2), "\"c\" : \"" + shard(2, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"F64", "F32", "F16", "BF16"})
  void everyFloatingTypeIsReadAsEveryOther(ElementType stored) {
    Tensor exact = Tensors.floats(new float[] {0.5f, -3, 0, 1024}, 2, 2);
    Map<String, Tensor> weights = Map.of("w", exact);
    WeightFiles.write(files, folder, "model", weights, stored, 1000);
    try (WeightFiles open = WeightFiles.open(folder)) {
      assertThat(Tensors.typeOf(open.read("w"))).isEqualTo(stored);
      for (ElementType wanted : List.of(ElementType.F64, ElementType.F32, ElementType.F16)) {
        Tensor read = open.read("w", wanted);
        assertThat(Tensors.typeOf(read)).isEqualTo(wanted);
        assertThat(Tensors.toFloats(read)).containsExactly(0.5f, -3, 0, 1024);
      }
    }
  }

  @Test
  void conversionInPartsIsTheConversionOfTheWhole() {
    int count = (1 << 21) + 3;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(i);
    }
    Tensor whole = Tensors.floats(values, count);
    WeightFiles.write(files, folder, "model", Map.of("w", whole), ElementType.F32, Long.MAX_VALUE);
    try (WeightFiles open = WeightFiles.open(folder)) {
      Tensor half = open.read("w", ElementType.BF16);
      assertThat(Tensors.sameBits(half, Tensors.to(whole, ElementType.BF16))).isTrue();
    }
  }

  @Test
  void aNumberThatWouldBecomeInfiniteIsRefusedInBothDirections() {
    Map<String, Tensor> weights = Map.of("w", Tensors.floats(new float[] {70_000}, 1));
    assertThatThrownBy(
            () -> WeightFiles.write(files, folder, "model", weights, ElementType.F16, 1000))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "weight \"w\" holds numbers too large for F16. Save in another precision, such as BF16 or F32.");
    WeightFiles.write(files, folder, "model", weights, ElementType.F32, 1000);
    try (WeightFiles open = WeightFiles.open(folder)) {
      assertThatThrownBy(() -> open.read("w", ElementType.F16))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("tensor \"w\" holds numbers too large for F16.");
    }
  }

  @Test
  void integersAreNotTakenForWeights() {
    Tensor longs = Tensors.longs(new long[] {1}, 1);
    WeightFiles.write(files, folder, "model", Map.of("n", longs), ElementType.BF16, 1000);
    try (WeightFiles open = WeightFiles.open(folder)) {
      assertThat(Tensors.sameBits(open.read("n"), longs)).isTrue();
      assertThatThrownBy(() -> open.read("n", ElementType.F32))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("holds elements of type I64, which cannot be taken as F32.");
    }
  }

  @Test
  void aFileShortenedAfterItWasOpenedIsRefused() throws IOException {
    WeightFiles.write(files, folder, "model", weights(), ElementType.F32, 1000);
    Path file = folder.resolve("model.safetensors");
    try (WeightFiles open = WeightFiles.open(folder)) {
      Files.write(file, new byte[10]);
      assertThatThrownBy(() -> open.read("a"))
          .isInstanceOf(InputException.class)
          .hasMessage(file + ": the file became shorter while it was read.");
    }
  }

  @Test
  void theHuggingFaceCacheMayLinkIntoItsBlobsAndNowhereElse() throws IOException {
    WeightFiles.write(files, folder, "model", weights(), ElementType.F32, 1000);
    Path snapshot = Files.createDirectories(above.resolve("hub/snapshots/main"));
    Path blobs = Files.createDirectories(above.resolve("hub/blobs"));
    Files.copy(folder.resolve("model.safetensors"), blobs.resolve("0123"));
    Path link = snapshot.resolve("model.safetensors");
    Files.createSymbolicLink(link, Path.of("../../blobs/0123"));
    try (WeightFiles open = WeightFiles.open(snapshot)) {
      assertThat(open.entries()).hasSize(3);
    }
    Files.delete(link);
    Files.createSymbolicLink(link, folder.resolve("model.safetensors"));
    assertThatThrownBy(() -> WeightFiles.open(snapshot))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(link + " is a link to something outside its folder");
  }

  @Test
  void aFullDiskLeavesNoFolderThatLooksComplete() {
    Path target = above.resolve("saved");
    long needed = 72 + 3 * 100;
    for (long room = 0; room < needed; room += 60) {
      DurableFiles failing = new DurableFiles(FailingDisk.fullAfter(room));
      assertThatThrownBy(() ->
              failing.writeFolder(
                  target,
                  inside ->
                      WeightFiles.write(failing, inside, "model", weights(), ElementType.F32, 40)))
          .isInstanceOf(InputException.class);
      assertThat(target).doesNotExist();
    }
  }

  private Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("b", Tensors.floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    weights.put("a", Tensors.floats(new float[] {7, 8, 9}, 3));
    weights.put("c", Tensors.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3));
    return weights;
  }

  private List<String> names() throws IOException {
    try (var children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private static String shard(int number, int of) {
    return "model-%05d-of-%05d.safetensors".formatted(number, of);
  }
}
