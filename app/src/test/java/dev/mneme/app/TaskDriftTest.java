package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mneme.app.drift.TaskDrift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link TaskDrift} on tiny random models. */
class TaskDriftTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeATask() throws IOException {
    Files.writeString(
        folder.resolve("rows.jsonl"),
        """
        {"start": "ab", "end": "c"}
        {"start": "ba", "end": "d"}
        {"start": "gab", "end": "d"}
        """);
    Files.writeString(
        folder.resolve("suite.yaml"),
        """
        tasks:
          - name: letters
            file: rows.jsonl
            prompt: "{start}"
            answer: "{end}"
            max-tokens: 4
        """);
  }

  private TaskDrift drift(int samples) {
    return TaskDrift.of(
        "letters",
        folder.resolve("suite.yaml").toString(),
        folder,
        new TaskDrift.Settings(samples, 5, 4, false));
  }

  @Test
  void aModelIsNowhereFarFromItself() {
    Path base = TinyModels.folder(folder.resolve("model"));
    Path twin = TinyModels.folder(folder.resolve("same"));
    try (TaskDrift drift = drift(32)) {
      Map<String, Double> figures = drift.measure(base, twin, null, folder.resolve("drift.json"));
      assertThat(figures).containsOnlyKeys(TaskDrift.FIGURES);
      assertThat(figures.get("cka")).isEqualTo(1, within(1e-9));
      assertThat(figures.get("cknna")).isEqualTo(1, within(1e-9));
      figures.keySet().stream()
          .filter(name -> !name.startsWith("ck"))
          .forEach(name -> assertThat(figures.get(name)).as(name).isEqualTo(0, within(1e-6)));
    }
  }

  @Test
  void whatWasMeasuredInTheSameWayIsNotMeasuredAgain() throws IOException {
    Path model = TinyModels.folder(folder.resolve("model"));
    Path adapter = TinyModels.adapter(folder.resolve("adapter"));
    Path file = folder.resolve("drift.json");
    try (TaskDrift drift = drift(32);
        TaskDrift more = drift(64)) {
      Map<String, Double> first = drift.measure(model, model, adapter, file);
      assertThat(first.get("forward-kl")).isPositive();
      assertThat(first.get("total-variation")).isBetween(0.0, 1.0);
      assertThat(first.get("weights-fisher")).isPositive();
      String kept = Files.readString(file);
      Files.writeString(file, kept.replace("\"cka\" : ", "\"cka\" : 7"));
      assertThat(drift.measure(model, model, adapter, file).get("cka")).isGreaterThan(7);
      assertThat(more.measure(model, model, adapter, file).get("cka")).isLessThan(1);
      assertThat(drift.measure(model, model, adapter, file)).isEqualTo(first);
      assertThat(Files.readString(file)).isEqualTo(kept);
      assertThat(drift.fingerprint()).isNotEqualTo(more.fingerprint());
    }
  }
}
