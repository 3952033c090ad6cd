package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mneme.app.console.Terminal;
import dev.mneme.tensor.Device;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key {@code device} of recipes, and the option of that name, where there is no GPU. */
class DeviceRunsTest {

  private static final String RECIPE = "recipe.yaml";

  @TempDir private Path folder;

  @Test
  void theProcessorIsWhatIsComputedOnUnlessTheRecipeSaysOtherwise() throws IOException {
    Map<String, String> plain = trained("plain", "");
    assertThat(trained("cpu", "device: cpu")).isEqualTo(plain);
    assertThat(Files.readString(folder.resolve("plain").resolve(RECIPE)))
        .contains("device: \"cpu\"\n");
    assertThat(Files.readString(folder.resolve("plain/provenance.json")))
        .contains("\"device\" : \"cpu\"");
  }

  @Test
  void autoIsTheProcessorWhereThereIsNoGpuAndTheRunSaysWhichItWas() throws IOException {
    Map<String, String> plain = trained("plain", "");
    Map<String, String> auto = trained("auto", "device: auto");
    assertThat(auto.remove(RECIPE)).isNotEqualTo(plain.remove(RECIPE));
    assertThat(auto).isEqualTo(plain);
    assertThat(Files.readString(folder.resolve("auto").resolve(RECIPE)))
        .contains("device: \"auto\"\n");
    assertThat(Files.readString(folder.resolve("auto/provenance.json")))
        .contains("\"device\" : \"" + Device.best() + "\"");
  }

  @Test
  void aRunGoesOnWithItsOwnDeviceOnly() throws IOException {
    trained("run", "");
    Result other = run("train", recipe("device: auto"), "--out", place("run"), "--resume");
    assertThat(other.code()).isEqualTo(ExitCode.MISTAKE);
    assertThat(other.err()).contains("was made by another recipe; they differ first in line 3 of");
  }

  @Test
  void aCheckSaysWhatWillBeComputedOn() throws IOException {
    Result told = run("check", recipe("device: auto"));
    assertThat(told.err()).isEmpty();
    assertThat(told.out()).contains("  device: auto\n", "It computes on " + Device.best() + ".\n");
    assertThat(run("check", recipe(""), "--json").out()).contains("\"device\":\"cpu\"");
  }

  @Test
  void textsAreWrittenOnADeviceToo() throws IOException {
    String model = TinyModels.folder(folder.resolve("model")).toString();
    Result plain = run("generate", model, "ab", "--max-tokens", "8");
    Result auto = run("generate", model, "ab", "--max-tokens", "8", "--device", "auto");
    assertThat(plain.code()).as(plain.err()).isEqualTo(ExitCode.OK);
    assertThat(auto).isEqualTo(plain);
  }

  private Map<String, String> trained(String run, String device) throws IOException {
    Result result = run("train", recipe(device), "--out", place(run));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return RunFiles.contents(folder.resolve(run));
  }

  private String place(String name) {
    return folder.resolve(name).toString();
  }

  private String recipe(String device) throws IOException {
    Path model = folder.resolve("model");
    if (!Files.exists(model)) {
      TinyModels.folder(model);
    }
    Path rows =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            "{\"prompt\": \"ab\", \"completion\": \"cd.\"}\n".repeat(24));
    String text =
        """
        model: %s
        %s
        objective: cross-entropy
        data: {sources: [{file: %s}], held-out: 0.5}
        tuning: {steps: 3, batch: 4, checkpoint-every: 2}
        probing: {every: 100, samples: 4, tokens: 6}
        """
            .formatted(model, device, rows);
    return Files.writeString(folder.resolve(RECIPE), text).toString();
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
