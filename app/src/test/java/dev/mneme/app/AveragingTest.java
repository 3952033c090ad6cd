package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.console.Terminal;
import dev.mneme.model.ModelFolder;
import dev.mneme.tensor.ElementType;
import dev.mneme.tensor.Parameters;
import dev.mneme.tensor.Scope;
import dev.mneme.tensor.Tensors;
import java.io.IOException;
import java.io.StringWriter;
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
    Result merged =
        run(
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
    assertThat(run("check", file.toString()).out()).contains("is in order", "counts 0.25");
    Result result = run("train", file.toString(), "--out", out.toString());
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
  void aShareBeyondTheTwoIsRefused() throws IOException {
    Result result = run("check", recipe("1.5").toString());
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

  private record Result(int code, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = Terminal.plain(out, err);
    int code = Main.run(terminal, Commands.all(terminal), arguments);
    return new Result(code, out.toString(), err.toString());
  }
}
