package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.model.ModelFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes with {@code average}. */
class AveragingTest {

  private static final String WEIGHT = "model.layers.0.self_attn.q_proj.weight";

  @TempDir private Path folder;

  @BeforeEach
  void makeModels() throws IOException {
    TinyModels.folder(folder.resolve("base"));
    Path adapter = TinyModels.adapter(folder.resolve("adapter"));
    Ran merged =
        Ran.of(
            "convert",
            folder.resolve("base").toString(),
            folder.resolve("tuned").toString(),
            "--adapter",
            adapter.toString());
    assertThat(merged.code()).as(merged.err()).isEqualTo(ExitCode.OK);
  }

  private Path recipe(String share) throws IOException {
    return Files.writeString(
        folder.resolve("average.yaml"),
        """
        average: {base: %s, tuned: %s, share: %s}
        """
            .formatted(folder.resolve("base"), folder.resolve("tuned"), share));
  }

  @Test
  void theModelLiesBetweenTheTwo() throws IOException {
    Path file = recipe("0.25");
    Path out = folder.resolve("out");
    assertThat(Ran.of("check", file.toString()).out()).contains("is in order", "counts 0.25");
    Ran result = Ran.of("train", file.toString(), "--out", out.toString());
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    float[] base = weight("base");
    float[] tuned = weight("tuned");
    float[] between = weight("out/model");
    assertThat(between).isNotEqualTo(base);
    for (int i = 0; i < base.length; i++) {
      assertThat(between[i]).isEqualTo(base[i] + (tuned[i] - base[i]) / 4, within(1e-5f));
    }
    assertThat(out.resolve("recipe.yaml")).exists();
  }

  @Test
  void aFolderOfAnotherShareIsNotTakenForThisOne() throws IOException {
    String out = folder.resolve("out").toString();
    Ran.well("train", recipe("0.25").toString(), "--out", out);
    Ran again = Ran.of("train", recipe("0.5").toString(), "--out", out, "--resume");
    assertThat(again.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(again.err()).contains("was made by another recipe. Choose another folder.");
    Ran.well("train", recipe("0.25").toString(), "--out", out, "--resume");
  }

  @Test
  void aShareBeyondTheTwoIsRefused() throws IOException {
    Ran result = Ran.of("check", recipe("1.5").toString());
    assertThat(result.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(result.err()).contains("share must lie from 0 to 1, was 1.5");
  }

  private float[] weight(String model) {
    try (Scope scope = Scope.open();
        ModelFolder opened = ModelFolder.open(folder.resolve(model));
        Parameters weights = opened.loadFrozen(ElementType.F32)) {
      return Tensors.toFloats(weights.get(WEIGHT));
    }
  }
}
