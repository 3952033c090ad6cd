package dev.mneme.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mneme.data.Disk;
import dev.mneme.data.DurableFiles;
import dev.mneme.data.FailingDisk;
import dev.mneme.data.InputException;
import dev.mneme.data.Safetensors;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {

  private static final ModelFolder.Saving PLAIN =
      new ModelFolder.Saving(ElementType.F32, ModelFolder.Saving.USUAL_SHARD_BYTES, null);

  @TempDir Path above;
  private final DurableFiles files = new DurableFiles(Disk.real());

  @ParameterizedTest
  @ValueSource(strings = {"sharded", "tied"})
  void whatTransformersSavedIsLoadedSavedAndLoadedAgainBitForBit(String name) throws IOException {
    Path source = Fixture.folder(name);
    Path saved = above.resolve("saved");
    try (ModelFolder folder = ModelFolder.open(source);
        Parameters loaded = folder.load(ElementType.F32)) {
      assertThat(loaded.byName().keySet())
          .containsExactlyElementsOf(folder.shape().weights().keySet());
      assertThat(loaded.byName().containsKey("lm_head.weight")).isEqualTo(name.equals("sharded"));
      ModelFolder.save(
          files,
          saved,
          folder.shape(),
          loaded,
          new ModelFolder.Saving(ElementType.F32, 5000, source));
      try (ModelFolder again = ModelFolder.open(saved);
          Parameters reloaded = again.load(ElementType.F32)) {
        assertThat(again.shape()).isEqualTo(folder.shape());
        assertSame(reloaded, loaded);
      }
    }
    assertThat(Files.readAllBytes(saved.resolve("generation_config.json")))
        .isEqualTo(Files.readAllBytes(source.resolve("generation_config.json")));
  }

  @Test
  void weightsAreThoseOfTheReferenceLibrary() {
    try (Scope scope = Scope.open();
        ModelFolder folder = ModelFolder.open(Fixture.folder("sharded"));
        Parameters loaded = folder.loadFrozen(ElementType.F32)) {
      Map<String, Tensor> direct = new LinkedHashMap<>();
      for (int shard = 1; shard <= 3; shard++) {
        direct.putAll(
            Safetensors.load(
                Fixture.folder("sharded")
                    .resolve("model-0000%d-of-00003.safetensors".formatted(shard))));
      }
      direct.forEach(
          (name, weight) -> assertThat(Tensors.sameBits(loaded.get(name), weight)).isTrue());
      assertThat(loaded.get("lm_head.weight").requires_grad()).isFalse();
      assertThat(loaded.copy().get("lm_head.weight").requires_grad()).isFalse();
    }
  }

  @Test
  void tiedEmbeddingsAreStoredOnceAndTheConfigDeclaresThePrecision() throws IOException {
    Path saved =
        save(small(true), weights -> {}, new ModelFolder.Saving(ElementType.BF16, 1000, null));
    assertThat(Files.readString(saved.resolve("config.json"))).contains("\"bfloat16\"");
    try (ModelFolder again = ModelFolder.open(saved)) {
      assertThat(again.shape().declared()).isEqualTo(ElementType.BF16);
      assertThat(again.shape().weights()).doesNotContainKey("lm_head.weight");
    }
  }

  @Test
  void embeddingsStoredTwiceAreReadOnceIfTheyAreTheSame() {
    Path same =
        save(
            small(true),
            weights ->
                weights.put(
                    "lm_head.weight",
                    Objects.requireNonNull(weights.get("model.embed_tokens.weight")).clone()),
            PLAIN);
    try (ModelFolder folder = ModelFolder.open(same);
        Parameters loaded = folder.load(ElementType.F32)) {
      assertThat(loaded.byName()).doesNotContainKey("lm_head.weight");
    }
    Path other =
        save(
            small(true),
            weights -> weights.put("lm_head.weight", Tensors.onesLike(Tensors.zeros(5, 4))),
            PLAIN);
    try (ModelFolder folder = ModelFolder.open(other)) {
      assertThatThrownBy(() -> folder.load(ElementType.F32))
          .isInstanceOf(InputException.class)
          .hasMessage(
              other
                  + ": config.json ties the embeddings, but lm_head.weight differs from model.embed_tokens.weight. Set \"tie_word_embeddings\" to false in config.json if both are meant.");
    }
  }

  @Test
  void theTableOfOldCheckpointsIsPassedOver() {
    Path saved =
        save(
            small(false),
            weights ->
                weights.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensors.zeros(1)),
            PLAIN);
    try (ModelFolder folder = ModelFolder.open(saved);
        Parameters loaded = folder.load(ElementType.F32)) {
      assertThat(loaded.byName()).hasSameSizeAs(small(false).weights());
    }
  }

  @Test
  void weightsThatDoNotFitTheConfigAreToldInOneLineBeforeAnyIsRead() {
    Path saved =
        save(
            small(false),
            weights -> {
              weights.keySet().removeIf(name -> name.contains("mlp"));
              weights.put("model.norm.weight", Tensors.zeros(7));
              weights.put("model.layers.0.input_layernorm.weight", Tensors.longs(new long[4], 4));
              weights.put("extra\nname", Tensors.zeros(1));
            },
            PLAIN);
    assertThatThrownBy(() -> ModelFolder.open(saved))
        .isInstanceOf(InputException.class)
        .hasMessage(
            saved
                + ": 6 weights are missing (model.layers.0.mlp.gate_proj.weight, model.layers.0.mlp.up_proj.weight, "
                + "model.layers.0.mlp.down_proj.weight, …); 1 weight is unexpected (\"extra?name\"); "
                + "1 weight is of another shape (model.norm.weight is [7], not [4]); "
                + "1 weight is not of floating type (model.layers.0.input_layernorm.weight is I64). "
                + "Use the config.json that belongs to these weights.");
  }

  @ParameterizedTest
  @CsvSource({"pytorch_model.bin", "pytorch_model.bin.index.json"})
  void aPickleIsRefusedAndTheWayOutTold(String name) throws IOException {
    Files.writeString(above.resolve("config.json"), small(true).toConfigJson());
    Files.write(above.resolve(name), new byte[10]);
    assertThatThrownBy(() -> ModelFolder.open(above))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(above.resolve(name) + " is a pickle, which can run any program")
        .hasMessageContaining("save_file");
  }

  @Test
  void aFolderInTheWayIsLeftAsItIs() throws IOException {
    Path full = Files.createDirectories(above.resolve("full"));
    Files.writeString(full.resolve("note"), "mine");
    try (Scope scope = Scope.open();
        Parameters weights = Parameters.own(zeros(small(true)))) {
      assertThatThrownBy(() -> ModelFolder.save(files, full, small(true), weights, PLAIN))
          .hasMessage(full + " already exists. Choose another place or remove it.");
    }
    assertThat(full.resolve("note")).hasContent("mine");
  }

  @Test
  void aSaveCutOffAnywhereLeavesNothingThatLooksLikeAModel() throws IOException {
    Path source = Fixture.folder("tied");
    FailingDisk counting = FailingDisk.counting();
    try (ModelFolder folder = ModelFolder.open(source);
        Parameters loaded = folder.load(ElementType.F32)) {
      ModelFolder.Saving saving = new ModelFolder.Saving(ElementType.F32, 8000, source);
      ModelFolder.save(
          new DurableFiles(counting), above.resolve("whole"), folder.shape(), loaded, saving);
      int cut = 0;
      for (long at = 0; at < counting.operations(); at++) {
        FailingDisk dying = FailingDisk.dyingAt(at);
        Path target = above.resolve("cut-" + at);
        assertThatThrownBy(() ->
                ModelFolder.save(new DurableFiles(dying), target, folder.shape(), loaded, saving))
            .isInstanceOf(InputException.class);
        dying.loseWhatWasNotSynced();
        if (Files.exists(target)) { // the rename was made; only its own sync failed
          try (ModelFolder again = ModelFolder.open(target);
              Parameters reloaded = again.load(ElementType.F32)) {
            assertSame(reloaded, loaded);
          }
        } else {
          cut++;
        }
      }
      assertThat(cut).isEqualTo((int) counting.operations() - 1);
    }
  }

  private static DecoderShape small(boolean tied) {
    DecoderShape shape = DecoderShape.llama(5, 4, 2, 2, 1, 6, 16);
    String config = shape.toConfigJson();
    return tied
        ? shape
        : DecoderShape.parse(
            config.replace("\"tie_word_embeddings\" : true", "\"tie_word_embeddings\" : false"),
            "config.json");
  }

  private static Map<String, Tensor> zeros(DecoderShape shape) {
    Map<String, Tensor> zeros = new LinkedHashMap<>();
    shape
        .weights()
        .forEach((name, sizes) ->
            zeros.put(name, Tensors.zeros(sizes.stream().mapToLong(Long::longValue).toArray())));
    return zeros;
  }

  /** A folder of that shape whose weights were changed on the way. */
  private Path save(
      DecoderShape shape, Consumer<Map<String, Tensor>> change, ModelFolder.Saving saving) {
    Path folder = above.resolve("model-" + System.nanoTime());
    try (Scope scope = Scope.open();
        Parameters weights = Parameters.own(zeros(shape))) {
      ModelFolder.save(files, folder, shape, weights, saving);
      Map<String, Tensor> changed = zeros(shape);
      Map<String, Tensor> before = Map.copyOf(changed);
      change.accept(changed);
      if (!changed.equals(before)) {
        Safetensors.write(files, folder.resolve("model.safetensors"), changed, Map.of());
      }
    }
    return folder;
  }

  private static void assertSame(Parameters found, Parameters expected) {
    assertThat(found.byName().keySet()).containsExactlyElementsOf(expected.byName().keySet());
    expected
        .byName()
        .forEach((name, weight) ->
            assertThat(Tensors.sameBits(found.get(name), weight)).as(name).isTrue());
  }
}
