package dev.mneme.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mneme train} killed by SIGKILL at moments nobody chose, and gone on with.
 *
 * <p>{@code -Dmneme.kills=50} kills that often; {@code bench/kill-resume} does so and shows where
 * the kills hit.
 */
class KillResumeTest {

  private static final int KILLS = Integer.getInteger("mneme.kills", 12);

  /** On-policy, so that it draws random numbers at every step; 40 checkpoints in a second. */
  private static final String RECIPE =
      """
      world: drawn
      seed: 3
      base:
        hidden: [16]
        examples: 64
        epochs: 1
      tuning:
        method: grpo
        examples: 480
        batch: 8
        epochs: 2
        learning-rate: 1e-3
        group: 4
      probing:
        points: 4
        test-images: 100
      saving:
        checkpoint-every: 3
        log-every: 1
      """;

  @TempDir Path temporary;
  private Path recipe = Path.of("");

  @BeforeEach
  void writeRecipe() throws IOException {
    recipe = Files.writeString(temporary.resolve("recipe.yaml"), RECIPE);
  }

  @Test
  void aRunKilledAtAnyMomentsEndsWithTheBitsOfAnUninterruptedOne() throws Exception {
    assertThat(new KilledRuns(temporary, recipe).kill(KILLS))
        .containsKeys(
            "events.jsonl",
            "FINISHED",
            "checkpoints/step-000120/weights.safetensors",
            "checkpoints/step-000120/state.safetensors");
  }

  @Test
  void soDoesALanguageModelThatReplaysUnderRecapAndKeepsABudget() throws Exception {
    Path base = temporary.resolve("base-model");
    TinyBase.write(base);
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 48)
        .forEach(i ->
            text.append(
                "{\"prompt\": \"What is next?\", \"completion\": \"%d and %d.\"}%n"
                    .formatted(i, i + 1)));
    Path rows = Files.writeString(temporary.resolve("rows.jsonl"), text);
    // It looks at its drift so often, and may drift so little, that it goes back.
    Path budgeted =
        Files.writeString(
            temporary.resolve("budgeted.yaml"),
            """
            model: %s
            objective: cross-entropy
            data: {sources: [{file: %s}], held-out: 0.1}
            preserve: {kl: {weight: 0.1}, replay: {ratio: 0.5, written: 8, tokens: 6}}
            reweighting: {kind: recap, window: 2}
            budget: {kl: 0.001, every: 1, probes: 6, backs: 9}
            tuning: {batch: 4, steps: 40, learning-rate: 2.0e-2, schedule: constant, checkpoint-every: 2}
            probing: {every: 100, samples: 4, tokens: 6}
            """
                .formatted(base, rows));
    assertThat(new KilledRuns(temporary, budgeted).kill(Math.max(1, KILLS / 2)))
        .containsKeys("events.jsonl", "FINISHED", "replay.jsonl");
    assertThat(Files.readString(temporary.resolve("whole/events.jsonl")))
        .contains("replay/weight", "\"controller\":\"budget\"", "drawn back to");
  }

  @Test
  void aSecondProcessIsRefusedInOneLineAndTheFirstGoesOn() throws Exception {
    Path endless =
        Files.writeString(
            temporary.resolve("endless.yaml"), RECIPE.replace("epochs: 2", "epochs: 100000"));
    Path folder = temporary.resolve("shared");
    try (MnemeProcess first = KilledRuns.train(temporary, folder, endless)) {
      while (!Files.exists(folder.resolve("checkpoints/step-000003/COMPLETE"))
          && !first.endsWithin(5)) {
        assertThat(first.isAlive()).as(first.errors()).isTrue();
      }
      try (MnemeProcess second = KilledRuns.train(temporary, folder, endless)) {
        assertThat(second.exitCode()).isEqualTo(ExitCode.MISTAKE);
        assertThat(second.errors())
            .startsWith("mneme: " + folder + " is being written by another process (process ")
            .hasLineCount(1);
      }
      assertThat(first.isAlive()).as(first.errors()).isTrue();
    }
  }
}
